const lt=globalThis,At=lt.ShadowRoot&&(lt.ShadyCSS===void 0||lt.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,St=Symbol(),Ut=new WeakMap;let he=class{constructor(t,e,i){if(this._$cssResult$=!0,i!==St)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=e}get styleSheet(){let t=this.o;const e=this.t;if(At&&t===void 0){const i=e!==void 0&&e.length===1;i&&(t=Ut.get(e)),t===void 0&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),i&&Ut.set(e,t))}return t}toString(){return this.cssText}};const be=s=>new he(typeof s=="string"?s:s+"",void 0,St),j=(s,...t)=>{const e=s.length===1?s[0]:t.reduce((i,n,r)=>i+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(n)+s[r+1],s[0]);return new he(e,s,St)},$e=(s,t)=>{if(At)s.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(const e of t){const i=document.createElement("style"),n=lt.litNonce;n!==void 0&&i.setAttribute("nonce",n),i.textContent=e.cssText,s.appendChild(i)}},Nt=At?s=>s:s=>s instanceof CSSStyleSheet?(t=>{let e="";for(const i of t.cssRules)e+=i.cssText;return be(e)})(s):s;const{is:ke,defineProperty:xe,getOwnPropertyDescriptor:Ae,getOwnPropertyNames:Se,getOwnPropertySymbols:Te,getPrototypeOf:Ee}=Object,ut=globalThis,Dt=ut.trustedTypes,Ce=Dt?Dt.emptyScript:"",Pe=ut.reactiveElementPolyfillSupport,tt=(s,t)=>s,ht={toAttribute(s,t){switch(t){case Boolean:s=s?Ce:null;break;case Object:case Array:s=s==null?s:JSON.stringify(s)}return s},fromAttribute(s,t){let e=s;switch(t){case Boolean:e=s!==null;break;case Number:e=s===null?null:Number(s);break;case Object:case Array:try{e=JSON.parse(s)}catch{e=null}}return e}},Tt=(s,t)=>!ke(s,t),jt={attribute:!0,type:String,converter:ht,reflect:!1,useDefault:!1,hasChanged:Tt};Symbol.metadata??=Symbol("metadata"),ut.litPropertyMetadata??=new WeakMap;let q=class extends HTMLElement{static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(t,e=jt){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(t,e),!e.noAccessor){const i=Symbol(),n=this.getPropertyDescriptor(t,i,e);n!==void 0&&xe(this.prototype,t,n)}}static getPropertyDescriptor(t,e,i){const{get:n,set:r}=Ae(this.prototype,t)??{get(){return this[e]},set(o){this[e]=o}};return{get:n,set(o){const l=n?.call(this);r?.call(this,o),this.requestUpdate(t,l,i)},configurable:!0,enumerable:!0}}static getPropertyOptions(t){return this.elementProperties.get(t)??jt}static _$Ei(){if(this.hasOwnProperty(tt("elementProperties")))return;const t=Ee(this);t.finalize(),t.l!==void 0&&(this.l=[...t.l]),this.elementProperties=new Map(t.elementProperties)}static finalize(){if(this.hasOwnProperty(tt("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(tt("properties"))){const e=this.properties,i=[...Se(e),...Te(e)];for(const n of i)this.createProperty(n,e[n])}const t=this[Symbol.metadata];if(t!==null){const e=litPropertyMetadata.get(t);if(e!==void 0)for(const[i,n]of e)this.elementProperties.set(i,n)}this._$Eh=new Map;for(const[e,i]of this.elementProperties){const n=this._$Eu(e,i);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(t){const e=[];if(Array.isArray(t)){const i=new Set(t.flat(1/0).reverse());for(const n of i)e.unshift(Nt(n))}else t!==void 0&&e.push(Nt(t));return e}static _$Eu(t,e){const i=e.attribute;return i===!1?void 0:typeof i=="string"?i:typeof t=="string"?t.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(t=>t(this))}addController(t){(this._$EO??=new Set).add(t),this.renderRoot!==void 0&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}_$E_(){const t=new Map,e=this.constructor.elementProperties;for(const i of e.keys())this.hasOwnProperty(i)&&(t.set(i,this[i]),delete this[i]);t.size>0&&(this._$Ep=t)}createRenderRoot(){const t=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return $e(t,this.constructor.elementStyles),t}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(t=>t.hostConnected?.())}enableUpdating(t){}disconnectedCallback(){this._$EO?.forEach(t=>t.hostDisconnected?.())}attributeChangedCallback(t,e,i){this._$AK(t,i)}_$ET(t,e){const i=this.constructor.elementProperties.get(t),n=this.constructor._$Eu(t,i);if(n!==void 0&&i.reflect===!0){const r=(i.converter?.toAttribute!==void 0?i.converter:ht).toAttribute(e,i.type);this._$Em=t,r==null?this.removeAttribute(n):this.setAttribute(n,r),this._$Em=null}}_$AK(t,e){const i=this.constructor,n=i._$Eh.get(t);if(n!==void 0&&this._$Em!==n){const r=i.getPropertyOptions(n),o=typeof r.converter=="function"?{fromAttribute:r.converter}:r.converter?.fromAttribute!==void 0?r.converter:ht;this._$Em=n;const l=o.fromAttribute(e,r.type);this[n]=l??this._$Ej?.get(n)??l,this._$Em=null}}requestUpdate(t,e,i,n=!1,r){if(t!==void 0){const o=this.constructor;if(n===!1&&(r=this[t]),i??=o.getPropertyOptions(t),!((i.hasChanged??Tt)(r,e)||i.useDefault&&i.reflect&&r===this._$Ej?.get(t)&&!this.hasAttribute(o._$Eu(t,i))))return;this.C(t,e,i)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(t,e,{useDefault:i,reflect:n,wrapped:r},o){i&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,o??e??this[t]),r!==!0||o!==void 0)||(this._$AL.has(t)||(this.hasUpdated||i||(e=void 0),this._$AL.set(t,e)),n===!0&&this._$Em!==t&&(this._$Eq??=new Set).add(t))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}const t=this.scheduleUpdate();return t!=null&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(const[n,r]of this._$Ep)this[n]=r;this._$Ep=void 0}const i=this.constructor.elementProperties;if(i.size>0)for(const[n,r]of i){const{wrapped:o}=r,l=this[n];o!==!0||this._$AL.has(n)||l===void 0||this.C(n,void 0,r,l)}}let t=!1;const e=this._$AL;try{t=this.shouldUpdate(e),t?(this.willUpdate(e),this._$EO?.forEach(i=>i.hostUpdate?.()),this.update(e)):this._$EM()}catch(i){throw t=!1,this._$EM(),i}t&&this._$AE(e)}willUpdate(t){}_$AE(t){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t)),this.updated(t)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}update(t){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(t){}firstUpdated(t){}};q.elementStyles=[],q.shadowRootOptions={mode:"open"},q[tt("elementProperties")]=new Map,q[tt("finalized")]=new Map,Pe?.({ReactiveElement:q}),(ut.reactiveElementVersions??=[]).push("2.1.2");const Et=globalThis,It=s=>s,ct=Et.trustedTypes,Ht=ct?ct.createPolicy("lit-html",{createHTML:s=>s}):void 0,ce="$lit$",T=`lit$${Math.random().toFixed(9).slice(2)}$`,de="?"+T,Me=`<${de}>`,L=document,et=()=>L.createComment(""),st=s=>s===null||typeof s!="object"&&typeof s!="function",Ct=Array.isArray,Re=s=>Ct(s)||typeof s?.[Symbol.iterator]=="function",gt=`[ 	
\f\r]`,Z=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Wt=/-->/g,Bt=/>/g,M=RegExp(`>|${gt}(?:([^\\s"'>=/]+)(${gt}*=${gt}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),qt=/'/g,Ft=/"/g,ue=/^(?:script|style|textarea|title)$/i,pe=s=>(t,...e)=>({_$litType$:s,strings:t,values:e}),h=pe(1),w=pe(2),z=Symbol.for("lit-noChange"),d=Symbol.for("lit-nothing"),Vt=new WeakMap,O=L.createTreeWalker(L,129);function fe(s,t){if(!Ct(s)||!s.hasOwnProperty("raw"))throw Error("invalid template strings array");return Ht!==void 0?Ht.createHTML(t):t}const Oe=(s,t)=>{const e=s.length-1,i=[];let n,r=t===2?"<svg>":t===3?"<math>":"",o=Z;for(let l=0;l<e;l++){const a=s[l];let u,m,c=-1,f=0;for(;f<a.length&&(o.lastIndex=f,m=o.exec(a),m!==null);)f=o.lastIndex,o===Z?m[1]==="!--"?o=Wt:m[1]!==void 0?o=Bt:m[2]!==void 0?(ue.test(m[2])&&(n=RegExp("</"+m[2],"g")),o=M):m[3]!==void 0&&(o=M):o===M?m[0]===">"?(o=n??Z,c=-1):m[1]===void 0?c=-2:(c=o.lastIndex-m[2].length,u=m[1],o=m[3]===void 0?M:m[3]==='"'?Ft:qt):o===Ft||o===qt?o=M:o===Wt||o===Bt?o=Z:(o=M,n=void 0);const p=o===M&&s[l+1].startsWith("/>")?" ":"";r+=o===Z?a+Me:c>=0?(i.push(u),a.slice(0,c)+ce+a.slice(c)+T+p):a+T+(c===-2?l:p)}return[fe(s,r+(s[e]||"<?>")+(t===2?"</svg>":t===3?"</math>":"")),i]};class it{constructor({strings:t,_$litType$:e},i){let n;this.parts=[];let r=0,o=0;const l=t.length-1,a=this.parts,[u,m]=Oe(t,e);if(this.el=it.createElement(u,i),O.currentNode=this.el.content,e===2||e===3){const c=this.el.content.firstChild;c.replaceWith(...c.childNodes)}for(;(n=O.nextNode())!==null&&a.length<l;){if(n.nodeType===1){if(n.hasAttributes())for(const c of n.getAttributeNames())if(c.endsWith(ce)){const f=m[o++],p=n.getAttribute(c).split(T),g=/([.?@])?(.*)/.exec(f);a.push({type:1,index:r,name:g[2],strings:p,ctor:g[1]==="."?ze:g[1]==="?"?Ue:g[1]==="@"?Ne:pt}),n.removeAttribute(c)}else c.startsWith(T)&&(a.push({type:6,index:r}),n.removeAttribute(c));if(ue.test(n.tagName)){const c=n.textContent.split(T),f=c.length-1;if(f>0){n.textContent=ct?ct.emptyScript:"";for(let p=0;p<f;p++)n.append(c[p],et()),O.nextNode(),a.push({type:2,index:++r});n.append(c[f],et())}}}else if(n.nodeType===8)if(n.data===de)a.push({type:2,index:r});else{let c=-1;for(;(c=n.data.indexOf(T,c+1))!==-1;)a.push({type:7,index:r}),c+=T.length-1}r++}}static createElement(t,e){const i=L.createElement("template");return i.innerHTML=t,i}}function F(s,t,e=s,i){if(t===z)return t;let n=i!==void 0?e._$Co?.[i]:e._$Cl;const r=st(t)?void 0:t._$litDirective$;return n?.constructor!==r&&(n?._$AO?.(!1),r===void 0?n=void 0:(n=new r(s),n._$AT(s,e,i)),i!==void 0?(e._$Co??=[])[i]=n:e._$Cl=n),n!==void 0&&(t=F(s,n._$AS(s,t.values),n,i)),t}class Le{constructor(t,e){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){const{el:{content:e},parts:i}=this._$AD,n=(t?.creationScope??L).importNode(e,!0);O.currentNode=n;let r=O.nextNode(),o=0,l=0,a=i[0];for(;a!==void 0;){if(o===a.index){let u;a.type===2?u=new K(r,r.nextSibling,this,t):a.type===1?u=new a.ctor(r,a.name,a.strings,this,t):a.type===6&&(u=new De(r,this,t)),this._$AV.push(u),a=i[++l]}o!==a?.index&&(r=O.nextNode(),o++)}return O.currentNode=L,n}p(t){let e=0;for(const i of this._$AV)i!==void 0&&(i.strings!==void 0?(i._$AI(t,i,e),e+=i.strings.length-2):i._$AI(t[e])),e++}}class K{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(t,e,i,n){this.type=2,this._$AH=d,this._$AN=void 0,this._$AA=t,this._$AB=e,this._$AM=i,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let t=this._$AA.parentNode;const e=this._$AM;return e!==void 0&&t?.nodeType===11&&(t=e.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(t,e=this){t=F(this,t,e),st(t)?t===d||t==null||t===""?(this._$AH!==d&&this._$AR(),this._$AH=d):t!==this._$AH&&t!==z&&this._(t):t._$litType$!==void 0?this.$(t):t.nodeType!==void 0?this.T(t):Re(t)?this.k(t):this._(t)}O(t){return this._$AA.parentNode.insertBefore(t,this._$AB)}T(t){this._$AH!==t&&(this._$AR(),this._$AH=this.O(t))}_(t){this._$AH!==d&&st(this._$AH)?this._$AA.nextSibling.data=t:this.T(L.createTextNode(t)),this._$AH=t}$(t){const{values:e,_$litType$:i}=t,n=typeof i=="number"?this._$AC(t):(i.el===void 0&&(i.el=it.createElement(fe(i.h,i.h[0]),this.options)),i);if(this._$AH?._$AD===n)this._$AH.p(e);else{const r=new Le(n,this),o=r.u(this.options);r.p(e),this.T(o),this._$AH=r}}_$AC(t){let e=Vt.get(t.strings);return e===void 0&&Vt.set(t.strings,e=new it(t)),e}k(t){Ct(this._$AH)||(this._$AH=[],this._$AR());const e=this._$AH;let i,n=0;for(const r of t)n===e.length?e.push(i=new K(this.O(et()),this.O(et()),this,this.options)):i=e[n],i._$AI(r),n++;n<e.length&&(this._$AR(i&&i._$AB.nextSibling,n),e.length=n)}_$AR(t=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);t!==this._$AB;){const i=It(t).nextSibling;It(t).remove(),t=i}}setConnected(t){this._$AM===void 0&&(this._$Cv=t,this._$AP?.(t))}}class pt{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,e,i,n,r){this.type=1,this._$AH=d,this._$AN=void 0,this.element=t,this.name=e,this._$AM=n,this.options=r,i.length>2||i[0]!==""||i[1]!==""?(this._$AH=Array(i.length-1).fill(new String),this.strings=i):this._$AH=d}_$AI(t,e=this,i,n){const r=this.strings;let o=!1;if(r===void 0)t=F(this,t,e,0),o=!st(t)||t!==this._$AH&&t!==z,o&&(this._$AH=t);else{const l=t;let a,u;for(t=r[0],a=0;a<r.length-1;a++)u=F(this,l[i+a],e,a),u===z&&(u=this._$AH[a]),o||=!st(u)||u!==this._$AH[a],u===d?t=d:t!==d&&(t+=(u??"")+r[a+1]),this._$AH[a]=u}o&&!n&&this.j(t)}j(t){t===d?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,t??"")}}class ze extends pt{constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===d?void 0:t}}class Ue extends pt{constructor(){super(...arguments),this.type=4}j(t){this.element.toggleAttribute(this.name,!!t&&t!==d)}}class Ne extends pt{constructor(t,e,i,n,r){super(t,e,i,n,r),this.type=5}_$AI(t,e=this){if((t=F(this,t,e,0)??d)===z)return;const i=this._$AH,n=t===d&&i!==d||t.capture!==i.capture||t.once!==i.once||t.passive!==i.passive,r=t!==d&&(i===d||n);n&&this.element.removeEventListener(this.name,this,i),r&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}}class De{constructor(t,e,i){this.element=t,this.type=6,this._$AN=void 0,this._$AM=e,this.options=i}get _$AU(){return this._$AM._$AU}_$AI(t){F(this,t)}}const je={I:K},Ie=Et.litHtmlPolyfillSupport;Ie?.(it,K),(Et.litHtmlVersions??=[]).push("3.3.3");const He=(s,t,e)=>{const i=e?.renderBefore??t;let n=i._$litPart$;if(n===void 0){const r=e?.renderBefore??null;i._$litPart$=n=new K(t.insertBefore(et(),r),r,void 0,e??{})}return n._$AI(s),n};const Pt=globalThis;let $=class extends q{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){const t=super.createRenderRoot();return this.renderOptions.renderBefore??=t.firstChild,t}update(t){const e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(t),this._$Do=He(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return z}};$._$litElement$=!0,$.finalized=!0,Pt.litElementHydrateSupport?.({LitElement:$});const We=Pt.litElementPolyfillSupport;We?.({LitElement:$});(Pt.litElementVersions??=[]).push("4.2.2");const Be={attribute:!0,type:String,converter:ht,reflect:!1,hasChanged:Tt},qe=(s=Be,t,e)=>{const{kind:i,metadata:n}=e;let r=globalThis.litPropertyMetadata.get(n);if(r===void 0&&globalThis.litPropertyMetadata.set(n,r=new Map),i==="setter"&&((s=Object.create(s)).wrapped=!0),r.set(e.name,s),i==="accessor"){const{name:o}=e;return{set(l){const a=t.get.call(this);t.set.call(this,l),this.requestUpdate(o,a,s,!0,l)},init(l){return l!==void 0&&this.C(o,void 0,s,l),l}}}if(i==="setter"){const{name:o}=e;return function(l){const a=this[o];t.call(this,l),this.requestUpdate(o,a,s,!0,l)}}throw Error("Unsupported decorator location: "+i)};function _(s){return(t,e)=>typeof e=="object"?qe(s,t,e):((i,n,r)=>{const o=n.hasOwnProperty(r);return n.constructor.createProperty(r,i),o?Object.getOwnPropertyDescriptor(n,r):void 0})(s,t,e)}function y(s){return _({...s,state:!0,attribute:!1})}const Fe=(s,t,e)=>(e.configurable=!0,e.enumerable=!0,Reflect.decorate&&typeof t!="object"&&Object.defineProperty(s,t,e),e);function P(s,t){return(e,i,n)=>{const r=o=>o.renderRoot?.querySelector(s)??null;return Fe(e,i,{get(){return r(this)}})}}function b(s){return t=>{customElements.get(s)||customElements.define(s,t)}}const me={live:"Live",stills:"Stills",connecting:"Waiting for the picture",since:"Picture of {time}",since_day:"Picture of {day}, {time}",empty:"Empty slot",empty_do:"Residents may fill this slot",hidden:"Not shown here",hidden_do:"Whoever filled this slot has chosen so",offline:"Camera is off",offline_do:"Look at its power and its cable",wrong_password:"Recorder can't log in to the camera",wrong_password_do:"Set the camera's password on the recorder",unsupported:"This picture can't be played",unsupported_do:"Set the sub-stream to H.264 on the recorder",no_picture:"No picture",no_picture_do:"The hub keeps trying by itself",refused:"Recorder refuses the password",refused_do:"Ask the administrator to set it anew",recorder_off:"Recorder doesn't answer",recorder_off_do:"Look at the recorder's power and network cable",slot:"Slot {number}",pemkot:"City",swadaya:"Residents",korporasi:"Company",siang:"Day",ronda:"Night watch",siaga:"On alert",libur:"Holiday",on_shift:"On duty: {names}",hub_lost:"No connection to Home Assistant since {time}; trying again by itself",loading:"Loading the wall",nothing:"There is no recorder yet. Add it in Settings › Devices & services › RT CCTV.",link_connected:"City connected",link_waiting:"City: waiting",link_broken:"City not connected",emergency:"Emergency",watch:"Watch out",information:"Note",take:"I'll see to it",taken_by:"{name} sees to it",times:"{count} times",more:"{count} more waiting",at_recorder:"Recorder",began:"since {time}",sound_off:"Touch the screen to turn the sound on",full_screen:"Full screen",back:"Back",wall:"CCTV wall",slots:"Slots",incidents:"Incidents",no_incidents:"All quiet. No open incident.",incident_nothing:"It is nothing",incident_help:"Call everybody",incident_close:"Done",report:"Report",report_text:"What is going on?",report_send:"Report it",report_sent:"Reported. The people on duty are being told.",failed:"That didn't work. Try again, or ask the administrator.",too_late:"Somebody was quicker, or it is over.",recorder:"Recorder",recorder_ok:"connected",recorder_bad:"not connected",alarms_bad:"its alarms don't come through",card_slot:"RT slot",card_slot_about:"Live picture of one slot of the RT's recorder.",card_incidents:"RT incidents",card_incidents_about:"Open incidents, with buttons for volunteers.",card_report:"RT report",card_report_about:"Report something to the people on duty.",card_recorders:"RT recorders",card_recorders_about:"Whether the RT's recorders are well.",card_zones:"RT zones",card_zones_about:"Draw where the hub should look on a slot's picture.",card_displays:"RT displays",card_displays_about:"Pair displays and log them out.",strategy_about:"Slots, incidents and recorders of the RT.",resident_view:"The RT's cameras",no_slots_for_you:"No slot is shown to residents yet. Whoever filled a slot may decide so.",slot_missing:"This slot isn't there, or isn't shown to you.",choose_slot:"Slot",zones:"Zones",zone_new:"New zone",zone_name:"Name",zone_kinds:"Look for",zone_all:"everything",zone_ignored:"Ignore this part (trees, flags, a road behind)",zone_near:"Near: a person here is so tall",zone_far:"Far: a person here is so tall",zone_draw:"Touch the picture to set the corners. Touch the first corner to close the zone.",zone_undo:"Take back the last corner",zone_delete:"Delete",zone_save:"Save",zone_saved:"Saved.",zone_try:"Try",zone_try_about:"What the hub sees now",zone_no_picture:"There is no picture to draw on now. Try again when the slot is live.",displays:"Displays",display_none:"No display is paired.",display_code:"Code on the display",display_name:"Name of the display",display_acknowledges:"Its button “I'll see to it” counts for everybody",display_pair:"Pair",display_paired:"Paired. The display opens the wall by itself.",display_remove:"Log out",display_how:"Open {url} on the display. It shows a code; type it here.",display_wrong:"No display shows this code. Codes are good for ten minutes.",kind_motion:"Movement",kind_person:"Person",kind_vehicle:"Vehicle",kind_line_crossing:"Line crossed",kind_intrusion:"Intrusion",kind_region_entered:"Zone entered",kind_region_left:"Zone left",kind_loitering:"Loitering",kind_crowd:"Crowd",kind_illegal_parking:"Illegal parking",kind_left_object:"Thing left behind",kind_taken_object:"Thing taken away",kind_flooding:"Flooding",kind_tamper:"Camera tampered with",kind_scene_change:"Camera was turned",kind_defocus:"Picture out of focus",kind_dirty_lens:"Dirty lens",kind_video_loss:"Picture lost",kind_frozen:"Picture frozen",kind_disk_problem:"Recorder's disk",kind_recording_failure:"Nothing is recorded",kind_network_problem:"Recorder's network",kind_illegal_access:"Attempts to log in to the recorder",kind_recorder_trouble:"Trouble with the recorder",kind_manual:"Report",kind_drill:"Drill"},Ve={live:"Langsung",stills:"Foto berkala",connecting:"Menunggu gambar",since:"Gambar sejak {time}",since_day:"Gambar sejak {day}, {time}",empty:"Slot kosong",empty_do:"Slot ini bisa diisi warga",hidden:"Tidak ditampilkan di sini",hidden_do:"Begitu pilihan pengisi slot ini",offline:"Kamera mati",offline_do:"Periksa listrik dan kabelnya",wrong_password:"Perekam tidak bisa masuk ke kamera",wrong_password_do:"Isi ulang kata sandi kamera di perekam",unsupported:"Gambar ini tidak bisa diputar",unsupported_do:"Atur sub-stream ke H.264 di perekam",no_picture:"Tidak ada gambar",no_picture_do:"Terus dicoba dengan sendirinya",refused:"Perekam menolak kata sandi",refused_do:"Minta pengurus mengisi ulang kata sandinya",recorder_off:"Perekam tidak menjawab",recorder_off_do:"Periksa listrik dan kabel jaringan perekam",slot:"Slot {number}",pemkot:"Pemkot",swadaya:"Swadaya",korporasi:"Perusahaan",siang:"Siang",ronda:"Ronda",siaga:"Siaga",libur:"Libur",on_shift:"Jaga: {names}",hub_lost:"Terputus dari Home Assistant sejak {time}; dicoba lagi dengan sendirinya",loading:"Memuat layar",nothing:"Belum ada perekam. Tambahkan di Pengaturan › Perangkat & layanan › CCTV RT.",link_connected:"Pemkot tersambung",link_waiting:"Pemkot: menunggu",link_broken:"Pemkot tidak tersambung",emergency:"Darurat",watch:"Waspada",information:"Catatan",take:"Saya tangani",taken_by:"Ditangani {name}",times:"{count} kali",more:"{count} lagi menunggu",at_recorder:"Perekam",began:"sejak {time}",sound_off:"Sentuh layar untuk menyalakan suara",full_screen:"Layar penuh",back:"Kembali",wall:"Layar CCTV",slots:"Slot",incidents:"Kejadian",no_incidents:"Aman. Tidak ada kejadian.",incident_nothing:"Bukan apa-apa",incident_help:"Panggil semua",incident_close:"Selesai",report:"Lapor",report_text:"Apa yang terjadi?",report_send:"Laporkan",report_sent:"Sudah dilaporkan. Petugas jaga sedang diberi tahu.",failed:"Belum berhasil. Coba lagi, atau hubungi pengurus.",too_late:"Sudah ada yang menangani, atau sudah selesai.",recorder:"Perekam",recorder_ok:"tersambung",recorder_bad:"tidak tersambung",alarms_bad:"alarmnya tidak sampai",card_slot:"Slot RT",card_slot_about:"Gambar langsung satu slot perekam RT.",card_incidents:"Kejadian RT",card_incidents_about:"Kejadian yang belum selesai, dengan tombol untuk petugas.",card_report:"Lapor RT",card_report_about:"Laporkan sesuatu kepada petugas jaga.",card_recorders:"Perekam RT",card_recorders_about:"Apakah perekam RT sehat.",card_zones:"Zona RT",card_zones_about:"Gambar bagian mana yang perlu diperhatikan.",card_displays:"Layar RT",card_displays_about:"Pasangkan layar dan keluarkan layar.",strategy_about:"Slot, kejadian, dan perekam RT.",resident_view:"Kamera RT",no_slots_for_you:"Belum ada slot untuk warga. Pengisi slot yang menentukan.",slot_missing:"Slot ini tidak ada, atau tidak ditampilkan untuk Anda.",choose_slot:"Slot",zones:"Zona",zone_new:"Zona baru",zone_name:"Nama",zone_kinds:"Perhatikan",zone_all:"semuanya",zone_ignored:"Abaikan bagian ini (pohon, bendera, jalan di belakang)",zone_near:"Dekat: setinggi ini orang di sini",zone_far:"Jauh: setinggi ini orang di sini",zone_draw:"Sentuh gambar untuk menaruh sudut. Sentuh sudut pertama untuk menutup zona.",zone_undo:"Batalkan sudut terakhir",zone_delete:"Hapus",zone_save:"Simpan",zone_saved:"Tersimpan.",zone_try:"Coba",zone_try_about:"Yang terlihat sekarang",zone_no_picture:"Belum ada gambar untuk digambari. Coba lagi bila slot ini hidup.",displays:"Layar",display_none:"Belum ada layar yang dipasangkan.",display_code:"Kode di layar",display_name:"Nama layar",display_acknowledges:"Tombol “Saya tangani” di layar ini berlaku untuk semua",display_pair:"Pasangkan",display_paired:"Sudah dipasangkan. Layar membuka sendiri.",display_remove:"Keluarkan",display_how:"Buka {url} di layar. Layar menampilkan kode; ketik di sini.",display_wrong:"Tidak ada layar dengan kode ini. Kode berlaku sepuluh menit.",kind_motion:"Gerakan",kind_person:"Orang",kind_vehicle:"Kendaraan",kind_line_crossing:"Garis dilewati",kind_intrusion:"Penyusupan",kind_region_entered:"Masuk zona",kind_region_left:"Keluar zona",kind_loitering:"Mondar-mandir",kind_crowd:"Kerumunan",kind_illegal_parking:"Parkir liar",kind_left_object:"Barang ditinggal",kind_taken_object:"Barang diambil",kind_flooding:"Banjir",kind_tamper:"Kamera diganggu",kind_scene_change:"Arah kamera berubah",kind_defocus:"Gambar kabur",kind_dirty_lens:"Lensa kotor",kind_video_loss:"Gambar hilang",kind_frozen:"Gambar beku",kind_disk_problem:"Disk perekam",kind_recording_failure:"Tidak merekam",kind_network_problem:"Jaringan perekam",kind_illegal_access:"Percobaan masuk ke perekam",kind_recorder_trouble:"Gangguan perekam",kind_manual:"Laporan",kind_drill:"Latihan"};function ge(s){const t=s?.startsWith("en")?me:Ve;return(e,i={})=>t[e].replace(/\{(\w+)\}/g,(n,r)=>String(i[r]??n))}function U(s){return ge(s?.locale?.language??s?.language)}function $t(s,t){const e=`kind_${t}`;return e in me?s(e):t.replaceAll("_"," ")}function Ge(s){return s?.config?.time_zone}function ye(s,t,e){const i=s?.locale?.language??s?.language??"id",n=new Date(t*1e3);try{return n.toLocaleString(i,{...e,timeZone:Ge(s)})}catch{return n.toLocaleString("id",e)}}function V(s,t){return ye(s,t,{hour:"2-digit",minute:"2-digit",hourCycle:"h23"}).replace(".",":")}function Mt(s,t){return ye(s,t,{weekday:"long",day:"numeric",month:"long"})}function Ke(s,t){return Number.parseInt(V(s,t),10)}class Rt{constructor(t=500,e=15e3,i=Math.random){this.first=t,this.limit=e,this.random=i,this.tries=0}next(){return Math.min(this.limit,this.first*2**this.tries++)*(.5+this.random()/2)}reset(){this.tries=0}}class Ye{constructor(t){this.hass=t,this.snapshot=null,this.connected=!1,this.lostAt=null,this.ahead=0,this.listeners=new Set,this.backoff=new Rt(500,1e4),this.end=null,this.asked=0,this.timer=0,this.ready=()=>{this.end=null,this.ask()},this.disconnected=()=>{this.connected=!1,this.lostAt??=Date.now()/1e3,this.tell()}}now(){return Date.now()/1e3+this.ahead}listen(t){return this.listeners.size===0&&this.start(),this.listeners.add(t),()=>{this.listeners.delete(t),this.listeners.size===0&&this.stop()}}start(){this.hass.connection.addEventListener("ready",this.ready),this.hass.connection.addEventListener("disconnected",this.disconnected),this.ask()}stop(){this.hass.connection.removeEventListener("ready",this.ready),this.hass.connection.removeEventListener("disconnected",this.disconnected),this.letGo()}letGo(){window.clearTimeout(this.timer),this.asked+=1,this.end?.().catch(()=>{}),this.end=null}async ask(){window.clearTimeout(this.timer);const t=++this.asked;try{const e=await this.hass.connection.subscribeMessage(i=>t===this.asked&&this.take(i),{type:"rt_cctv/wall/subscribe"},{resubscribe:!1});t===this.asked?this.end=e:e().catch(()=>{})}catch{if(t!==this.asked)return;this.disconnected(),this.timer=window.setTimeout(()=>{this.ask()},this.backoff.next())}}take(t){this.backoff.reset(),this.snapshot=t,this.ahead=t.now-Date.now()/1e3,this.connected=!0,this.lostAt=null,this.tell()}tell(){for(const t of[...this.listeners])t()}}let yt=null;function ft(s){return yt?.connection!==s.connection&&(yt={feed:new Ye(s),connection:s.connection}),yt.feed}var Je=Object.defineProperty,Ot=(s,t,e,i)=>{for(var n=void 0,r=s.length-1,o;r>=0;r--)(o=s[r])&&(n=o(t,e,n)||n);return n&&Je(t,e,n),n};class S extends ${constructor(){super(...arguments),this.snapshot=null,this.feed=null,this.forget=null}static{this.styles=j`
    ha-card {
      padding: 16px;
      overflow: hidden;
    }
    h2 {
      margin: 0 0 8px;
      font-size: var(--ha-font-size-l, 18px);
      font-weight: 500;
    }
    button {
      font: inherit;
      min-height: 44px;
      padding: 0 16px;
      border: 1px solid var(--divider-color, #888);
      border-radius: 8px;
      background: var(--primary-color, #06618f);
      color: var(--text-primary-color, #fff);
      cursor: pointer;
    }
    button.quiet {
      background: none;
      color: var(--primary-text-color, #000);
    }
    button:disabled {
      opacity: 0.5;
    }
    input,
    select,
    textarea {
      font: inherit;
      box-sizing: border-box;
      min-height: 44px;
      padding: 4px 8px;
      color: var(--primary-text-color, #000);
      background: var(--card-background-color, #fff);
      border: 1px solid var(--secondary-text-color, #666);
      border-radius: 8px;
    }
    .row {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
      margin-top: 8px;
    }
    .grow {
      flex: 1;
      min-width: 8em;
    }
    [role="status"]:empty {
      display: none;
    }
  `}setConfig(t){this.config=t}getCardSize(){return 4}getGridOptions(){return{columns:12,min_columns:6}}get say(){return U(this.hass)}connectedCallback(){super.connectedCallback(),this.follow()}disconnectedCallback(){super.disconnectedCallback(),this.forget?.(),this.forget=this.feed=null}willUpdate(t){t.has("hass")&&!this.feed&&this.follow()}follow(){!this.hass||this.feed||(this.feed=ft(this.hass),this.forget=this.feed.listen(()=>this.snapshot=this.feed?.snapshot??null),this.snapshot=this.feed.snapshot)}}Ot([_({attribute:!1})],S.prototype,"hass");Ot([y()],S.prototype,"config");Ot([y()],S.prototype,"snapshot");var Ze=Object.defineProperty,Qe=Object.getOwnPropertyDescriptor,I=(s,t,e,i)=>{for(var n=i>1?void 0:i?Qe(t,e):t,r=s.length-1,o;r>=0;r--)(o=s[r])&&(n=(i?o(t,e,n):o(n))||n);return i&&n&&Ze(t,e,n),n};let E=class extends S{constructor(){super(...arguments),this.displays=[],this.page="",this.said="",this.asked=!1}updated(){this.asked||!this.snapshot?.admin||(this.asked=!0,this.list())}async list(){const s=await this.hass?.callWS({type:"rt_cctv/display/list"});this.displays=s?.displays??[],this.page=s?.page??""}render(){const{say:s,snapshot:t}=this;if(!t?.admin)return d;const e=new URLSearchParams(location.search).get("pair")??"";return h`<ha-card>
      <h2>${s("displays")}</h2>
      ${this.displays.length?d:h`<p>${s("display_none")}</p>`}
      ${this.displays.map(i=>h`<div class="row">
          <span class="grow">${i.name} · ${Mt(this.hass,Date.parse(i.paired_at)/1e3)}</span>
          <button class="quiet" @click=${()=>this.logOut(i)}>${s("display_remove")}</button>
        </div>`)}
      <p>${s("display_how",{url:`${location.origin}${this.page}`})}</p>
      <div class="row">
        <input class="code grow" inputmode="numeric" maxlength="7" .value=${e} placeholder=${s("display_code")}
          aria-label=${s("display_code")} />
        <input class="name grow" maxlength="60" value="Pos Kamling" aria-label=${s("display_name")} />
      </div>
      <div class="row">
        <label class="grow"><input class="counts" type="checkbox" checked style="min-height:0" />
          ${s("display_acknowledges")}</label>
        <button @click=${this.pair}>${s("display_pair")}</button>
      </div>
      <div role="status">${this.said}</div>
    </ha-card>`}async pair(){try{await this.hass?.callWS({type:"rt_cctv/display/pair",code:this.code.value.replaceAll(/\D/g,""),name:this.called.value.trim(),acknowledges:this.counts.checked}),this.code.value="",this.said=this.say("display_paired")}catch{this.said=this.say("display_wrong")}await this.list()}async logOut({id:s}){try{await this.hass?.callWS({type:"rt_cctv/display/remove",display:s}),this.said=""}catch{this.said=this.say("failed")}await this.list()}};I([y()],E.prototype,"displays",2);I([y()],E.prototype,"page",2);I([y()],E.prototype,"said",2);I([P("input.code")],E.prototype,"code",2);I([P("input.name")],E.prototype,"called",2);I([P("input.counts")],E.prototype,"counts",2);E=I([b("rt-cctv-displays-card")],E);var Xe=Object.defineProperty,ts=Object.getOwnPropertyDescriptor,rt=(s,t,e,i)=>{for(var n=i>1?void 0:i?ts(t,e):t,r=s.length-1,o;r>=0;r--)(o=s[r])&&(n=(i?o(t,e,n):o(n))||n);return i&&n&&Xe(t,e,n),n};const es=4,ss=3e3;let N=class extends ${constructor(){super(...arguments),this.path=null,this.label="",this.url=null,this.timer=0}disconnectedCallback(){super.disconnectedCallback(),this.forget()}connectedCallback(){super.connectedCallback(),this.hasUpdated&&this.fetch(1)}updated(s){s.has("path")&&(this.forget(),this.fetch(1))}forget(){window.clearTimeout(this.timer),this.url&&URL.revokeObjectURL(this.url),this.url=null}async fetch(s){const{path:t,hass:e}=this;if(!(!t||!e||!this.isConnected))try{const i=await e.fetchWithAuth(t,{signal:AbortSignal.timeout(1e4)});if(!i.ok)throw new Error(String(i.status));const n=await i.blob();t===this.path&&this.isConnected&&(this.url=URL.createObjectURL(n))}catch{s<es&&t===this.path&&(this.timer=window.setTimeout(()=>{this.fetch(s+1)},ss))}}render(){return this.url?h`<img src=${this.url} alt=${this.label} />`:d}};N.styles=j`
    :host {
      display: block;
    }
    img {
      display: block;
      width: 100%;
      height: 100%;
      object-fit: contain;
    }
  `;rt([_({attribute:!1})],N.prototype,"hass",2);rt([_()],N.prototype,"path",2);rt([_()],N.prototype,"label",2);rt([y()],N.prototype,"url",2);N=rt([b("rt-cctv-evidence")],N);var is=Object.defineProperty,ns=Object.getOwnPropertyDescriptor,we=(s,t,e,i)=>{for(var n=i>1?void 0:i?ns(t,e):t,r=s.length-1,o;r>=0;r--)(o=s[r])&&(n=(i?o(t,e,n):o(n))||n);return i&&n&&is(t,e,n),n};const rs={take:"take",nothing:"incident_nothing",help:"incident_help",close:"incident_close"};let dt=class extends S{constructor(){super(...arguments),this.trouble=""}render(){const{say:s}=this,t=[...this.snapshot?.incidents??[]].sort((e,i)=>i.rank-e.rank||i.since-e.since);return h`<ha-card>
      <h2>${s("incidents")}</h2>
      ${t.length===0&&this.snapshot?h`<p>${s("no_incidents")}</p>`:d}
      ${t.map(e=>this.incident(e))}
      <div role="status">${this.trouble}</div>
    </ha-card>`}incident(s){const{say:t,hass:e}=this,i=this.snapshot?.slots.find(o=>!o.hidden&&o.key===s.key),n=i&&!i.hidden?`${i.number}. ${i.name}`:t("at_recorder"),r=s.count>1?`, ${t("times",{count:s.count})}`:"";return h`<article class=${s.severity}>
      <div><strong>${t(s.severity)}</strong> · ${$t(t,s.kind)}</div>
      <div>${n}, ${t("began",{time:V(e,s.since)})}${r}</div>
      ${s.text?h`<div>${s.text}</div>`:d}
      ${s.evidence?h`<rt-cctv-evidence .hass=${e} .path=${s.evidence} label=${n}></rt-cctv-evidence>`:d}
      ${s.acknowledged_by?h`<div>${t("taken_by",{name:s.acknowledged_by})}</div>`:d}
      ${s.may_act?this.buttons(s):d}
    </article>`}buttons(s){const t=s.stage==="open"?["take","nothing","help"]:["close","help"],e=this.snapshot?.volunteer?t:t.slice(0,1);return h`<div class="row">
      ${e.map((i,n)=>h`<button class=${n?"quiet":""} @click=${()=>this.answer(s,i)}>
          ${this.say(rs[i])}
        </button>`)}
    </div>`}async answer({entry:s,incident:t},e){this.trouble="";try{await this.hass?.callWS({type:"rt_cctv/incident/answer",entry:s,incident:t,verb:e})}catch(i){const n=i.code??"";this.trouble=this.say(n==="already"||n==="closed"?"too_late":"failed")}}};dt.styles=[S.styles,j`
      article {
        padding: 8px 0 8px 12px;
        margin-top: 12px;
        border-left: 6px solid #b08900;
        overflow-wrap: anywhere;
      }
      article.emergency {
        border-left: 10px double #b3160a;
      }
      article.information {
        border-left: 4px dotted var(--secondary-text-color, #666);
      }
      strong {
        text-transform: uppercase;
      }
      rt-cctv-evidence {
        max-height: 240px;
        margin-top: 8px;
      }
    `];we([y()],dt.prototype,"trouble",2);dt=we([b("rt-cctv-incidents-card")],dt);var os=Object.getOwnPropertyDescriptor,as=(s,t,e,i)=>{for(var n=i>1?void 0:i?os(t,e):t,r=s.length-1,o;r>=0;r--)(o=s[r])&&(n=o(n)||n);return n};let Gt=class extends S{render(){const{say:s,snapshot:t}=this;return h`<ha-card>
      <h2>${s("recorder")}</h2>
      ${(t?.recorders??[]).map(e=>h`<p>
          ${e.name}: ${s(e.connected?"recorder_ok":"recorder_bad")}${e.connected&&e.alarms===!1?`, ${s("alarms_bad")}`:""}
          ${e.mode?h`<br />${s(e.mode)}`:d}
          ${e.on_shift.length?h`<br />${s("on_shift",{names:e.on_shift.join(", ")})}`:d}
        </p>`)}
    </ha-card>`}};Gt=as([b("rt-cctv-recorders-card")],Gt);var ls=Object.defineProperty,hs=Object.getOwnPropertyDescriptor,Y=(s,t,e,i)=>{for(var n=i>1?void 0:i?hs(t,e):t,r=s.length-1,o;r>=0;r--)(o=s[r])&&(n=(i?o(t,e,n):o(n))||n);return i&&n&&ls(t,e,n),n};const cs=["information","watch","emergency"];let D=class extends S{constructor(){super(...arguments),this.said="",this.busy=!1}render(){const{say:s,snapshot:t}=this;if(!t?.volunteer)return d;const e=t.slots.filter(i=>!i.hidden&&i.status!=="empty");return h`<ha-card>
      <h2>${s("report")}</h2>
      <textarea rows="3" maxlength="200" style="width:100%" aria-label=${s("report_text")}
        placeholder=${s("report_text")}></textarea>
      <div class="row">
        <select class="place grow" aria-label=${s("choose_slot")}>
          ${t.recorders.map(i=>h`<option value="${i.entry}/">${i.name}</option>`)}
          ${e.map(i=>h`<option value="${i.entry}/${i.number}">${this.label(i)}</option>`)}
        </select>
        <select class="severity grow" aria-label=${s("report")}>
          ${cs.map(i=>h`<option value=${i} ?selected=${i==="watch"}>${s(i)}</option>`)}
        </select>
        <button ?disabled=${this.busy} @click=${this.send}>${s("report_send")}</button>
      </div>
      <div role="status">${this.said}</div>
    </ha-card>`}label(s){return`${s.number}. ${s.hidden?"":s.name}`}async send(){const s=this.text.value.trim();if(!s){this.text.focus();return}const[t="",e=""]=this.place.value.split("/");this.busy=!0;try{await this.hass?.callWS({type:"rt_cctv/incident/report",entry:t,text:s,severity:this.severity.value,...e?{slot:Number(e)}:{}}),this.text.value="",this.said=this.say("report_sent")}catch{this.said=this.say("failed")}finally{this.busy=!1}}};Y([y()],D.prototype,"said",2);Y([y()],D.prototype,"busy",2);Y([P("textarea")],D.prototype,"text",2);Y([P("select.place")],D.prototype,"place",2);Y([P("select.severity")],D.prototype,"severity",2);D=Y([b("rt-cctv-report-card")],D);const Kt=12;function ds(s,t,e){return s.hidden?{kind:"hidden"}:s.status==="empty"?{kind:"empty"}:t?.fresh?{kind:"live",stills:t.way==="stills"}:s.status==="offline"?B("offline"):s.status==="wrong_password"?B("wrong_password"):t!==null&&t.last!==null?{kind:"old",at:t.last}:e?t?.link==="refused"?B("refused"):(s.status==="unsupported"||t?.reason==="codec")&&(t?.silent??0)>Kt?B("unsupported"):t===null||t.silent<Kt?{kind:"wait"}:B("no_picture"):B("recorder_off")}function B(s){return{kind:"dark",why:s,todo:`${s}_do`}}function us(s){return!s.hidden&&!["empty","offline","wrong_password"].includes(s.status)}const ps={live:w`<circle cx="12" cy="12" r="6" fill="currentColor" />`,wait:w`<path d="M6 3h12M6 21h12M7 3c0 6 5 6 5 9s-5 3-5 9M17 3c0 6-5 6-5 9s5 3 5 9" />`,old:w`<circle cx="12" cy="12" r="9" /><path d="M12 6v6l4 3" />`,dark:w`<path d="M3 8h12v8H3zM15 11l6-3v8l-6-3M2 3l20 18" />`,empty:w`<path d="M12 5v14M5 12h14" />`,hidden:w`<path d="M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12zM4 20 20 4" />`,pemkot:w`<path d="M12 3 3 8v2h18V8zM5 11v7M12 11v7M19 11v7M3 20h18" />`,swadaya:w`<path d="M3 12 12 4l9 8M6 11v9h12v-9" />`,korporasi:w`<path d="M4 21V5h10v16M14 10h6v11M8 9h2M8 13h2M8 17h2" />`,alarm:w`<path d="M12 3 2 20h20zM12 9v6M12 17v1" />`,full:w`<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />`,sound:w`<path d="M4 9v6h4l5 4V5L8 9zM16 9l5 6M21 9l-5 6" />`,back:w`<path d="M11 5 4 12l7 7M4 12h16" />`,check:w`<path d="m4 13 5 5L20 6" />`};function v(s){return w`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor"
    stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">${ps[s]}</svg>`}function G(s){const t=s.getVideoPlaybackQuality();return{shown:t.totalVideoFrames-t.droppedVideoFrames,dropped:t.droppedVideoFrames}}function Lt(s){s.pause(),s.srcObject=null,s.removeAttribute("src"),s.load()}class fs{constructor(t,e,i,n){if(this.video=t,this.report=n,this.way="hls",this.stopped=!1,this.failed=()=>{this.stopped||this.report.ended("failed")},!t.canPlayType("application/vnd.apple.mpegurl")){queueMicrotask(()=>this.report.ended("unfit"));return}t.addEventListener("error",this.failed),this.begin(e,i)}async begin(t,e){try{const{url:i}=await t.callWS({type:"camera/stream",entity_id:e,format:"hls"});if(this.stopped)return;this.video.muted=!0,this.video.src=t.hassUrl(i),await this.video.play()}catch{this.failed()}}frames(){return G(this.video).shown}dropped(){return G(this.video).dropped}shownAt(){return null}stop(){this.stopped=!0,this.video.removeEventListener("error",this.failed),Lt(this.video)}}async function ms(s,t,e=30){return(await s.callWS({type:"auth/sign_path",path:t,expires:e})).path}const Yt=20;function gs(s){if(s.byteLength<Yt)return null;const t=new DataView(s),e=t.getUint8(1);return{init:t.getUint8(0)===0,key:(e&1)!==0,backlog:(e&2)!==0,gap:(e&4)!==0,channel:t.getUint16(2),wall:t.getFloat64(4),media:t.getFloat64(12),data:new Uint8Array(s,Yt)}}function ys(s){try{const t=JSON.parse(s);return["state","start","denied","pong"].includes(t.is)?t:null}catch{return null}}const ws="/api/rt_cctv/live",Jt=4e3,_s=9e3,vs=65535;class bs{constructor(t){this.hass=t,this.socket=null,this.channels=new Map,this.lastChannel=0,this.backoff=new Rt,this.opening=!1,this.timer=0,this.heard=0,this.sent=0,this.ahead=null,this.roundTrip=1/0}update(t){this.hass=t}now(){return Date.now()/1e3+(this.ahead??0)}watch(t,e,i){const n=this.freeChannel();return this.channels.set(n,{slot:t,group:e,to:i}),this.isOpen()?this.say({do:"watch",channel:n,slot:t,group:e}):this.open(),()=>{this.channels.delete(n)&&(this.isOpen()&&this.say({do:"stop",channel:n}),this.channels.size===0&&this.close())}}freeChannel(){do this.lastChannel=this.lastChannel%vs+1;while(this.channels.has(this.lastChannel));return this.lastChannel}isOpen(){return this.socket?.readyState===WebSocket.OPEN}say(t){this.socket?.send(JSON.stringify(t))}async open(){if(!(this.opening||this.socket||this.channels.size===0)){this.opening=!0,window.clearTimeout(this.timer);try{const t=await $s(ms(this.hass,ws),5e3);this.channels.size>0&&this.connect(t)}catch{this.openLater()}finally{this.opening=!1}}}connect(t){const e=new URL(this.hass.hassUrl(t),location.href);e.protocol=e.protocol.replace("http","ws");const i=new WebSocket(e);i.binaryType="arraybuffer",this.socket=i,this.heard=performance.now(),i.onopen=()=>{this.heard=performance.now();for(const[n,{slot:r,group:o}]of this.channels)this.say({do:"watch",channel:n,slot:r,group:o});this.ping()},i.onmessage=n=>{i===this.socket&&this.take(n.data)},i.onclose=()=>{i===this.socket&&this.broke()},this.timer=window.setTimeout(()=>this.look(),Jt)}take(t){if(this.heard=performance.now(),typeof t!="string"){const i=gs(t);i&&this.channels.get(i.channel)?.to.fragment(i);return}const e=ys(t);e?.is==="pong"?this.setClock(e.now):e&&this.channels.get(e.channel)?.to.said(e)}ping(){this.sent=performance.now(),this.say({do:"ping",id:1})}setClock(t){this.backoff.reset();const e=performance.now()-this.sent,i=t+e/2e3-Date.now()/1e3;(e<=this.roundTrip*1.5||Math.abs(i-(this.ahead??0))>2)&&(this.ahead=i,this.roundTrip=e)}look(){if(performance.now()-this.heard>_s){this.broke();return}this.isOpen()&&this.ping(),this.timer=window.setTimeout(()=>this.look(),Jt)}broke(){this.close();for(const{to:t}of[...this.channels.values()])t.broken();this.openLater()}openLater(){this.channels.size!==0&&(window.clearTimeout(this.timer),this.timer=window.setTimeout(()=>{this.open()},this.backoff.next()))}close(){window.clearTimeout(this.timer);const t=this.socket;this.socket=null,t&&(t.onclose=t.onmessage=t.onopen=null,t.close())}}async function $s(s,t){let e=0;const i=new Promise((n,r)=>{e=window.setTimeout(()=>r(new Error("timeout")),t)});return Promise.race([s,i]).finally(()=>window.clearTimeout(e))}let wt=null;function _t(s){return wt??=new bs(s),wt.update(s),wt}const ks=.12,xs=1.2,As=.03,Ss=.99,Ts=.08,Es=.5,Cs=1.12,Ps=.16;class Ms{constructor(){this.gap=0,this.extra=0,this.arrived=null,this.rate=1}get aim(){return Math.min(xs,Math.max(ks,this.gap+As+this.extra))}arrival(t){if(this.arrived!==null){const e=Math.min(1,t-this.arrived);this.gap=Math.max(e,this.gap*Ss)}this.arrived=t}restart(){this.arrived=null,this.rate=1}dropped(){return this.extra>=Es?!1:(this.extra+=Ts,!0)}step(t){return t>this.aim+1.2?(this.rate=1,{jump:!0}):(t>this.aim+Ps?this.rate=Cs:t<=this.aim&&(this.rate=1),{jump:!1,rate:this.rate})}}const Rs=.006,Os=60,Ls=.1;class zs{constructor(){this.mean=null,this.media=null}note(t,e){if(this.media!==null&&t>this.media&&e>0){const i=(t-this.media)/e;this.mean=this.mean===null?i:this.mean+(i-this.mean)*Ls}this.media=t}get seconds(){if(this.mean===null||this.mean<=0)return null;const t=Math.round(1/this.mean);return t>=1&&t<=Os&&Math.abs(1/this.mean-t)<.25?1/t:null}}function Us(s,t,e){const i=s-Math.round(s/t)*t;return Math.abs(i)<Rs?0:i>0&&i>e?i-t:i}function Ns(s){const t=new DataView(s.buffer,s.byteOffset,s.byteLength);let e=0;for(let i=0;i+8<=s.length;){const n=t.getUint32(i);if(t.getUint32(i+4)===1836019558&&(e+=1),n<8)break;i+=n}return e}const Zt=4,Ds=12;function Qt(){return window.MediaSource??window.ManagedMediaSource}const js=200,vt=.08;class Is{constructor(t,e,i,n){this.video=t,this.report=n,this.way="mse",this.source=null,this.buffer=null,this.mime="",this.waiting=[],this.nextMime=null,this.init=null,this.broken=!1,this.pace=new Ms,this.interval=new zs,this.media=0,this.shifting=0,this.url=null,this.offset=null,this.jumpToNewest=!1,this.failed=()=>this.report.ended("failed"),t.addEventListener("error",this.failed),this.unwatch=e.watch(i,js,{said:r=>this.said(r),fragment:r=>this.take(r),broken:()=>{this.broken=!0,n.link("line",null,e.now())}})}frames(){return G(this.video).shown}dropped(){return G(this.video).dropped}strained(){return this.pace.dropped()}shownAt(){return this.offset===null||this.frames()<=0?null:this.video.currentTime+this.offset}stop(){this.unwatch(),window.clearTimeout(this.shifting),this.video.removeEventListener("error",this.failed),this.waiting.length=0,this.buffer=null,this.source=null,Lt(this.video),this.url&&URL.revokeObjectURL(this.url),this.url=null}said(t){switch(t.is){case"state":this.report.link(t.state,t.reason,t.since),t.state==="live"&&t.reason==="codec"&&this.report.ended("unfit");break;case"denied":this.report.link("denied",t.reason,0),this.report.ended(t.reason==="too_many"?"unfit":"failed");break;case"start":this.begin(t.mime)}}begin(t){if(!Qt()?.isTypeSupported(t)){this.report.ended("unfit");return}this.waiting.length=0,this.jumpToNewest=!0,this.nextMime=t}goOn(t,e){const i=Qt();i&&(this.source===null||this.broken||e<this.newest()-.05)&&(this.broken=!1,this.buffer=null,this.open(i)),this.waiting.push(t)}newest(){const t=this.buffer?.buffered;return t?.length?t.end(t.length-1):0}open(t){const e=new t;this.source=e,e.onsourceopen=()=>{if(e!==this.source||!this.nextMime)return;e.duration=1/0,this.mime=this.nextMime,this.nextMime=null;const i=e.addSourceBuffer(this.mime);this.buffer=i,i.onupdateend=()=>this.appended(),i.onerror=this.failed,this.flush()},this.video.disableRemotePlayback=!0,this.video.muted=!0,this.url&&URL.revokeObjectURL(this.url),this.url=URL.createObjectURL(e),this.video.src=this.url}take(t){if(t.init){this.init=t.data;return}this.init&&(this.goOn(this.init,t.media),this.init=null),t.gap||t.backlog?(this.jumpToNewest=!0,this.pace.restart()):this.pace.arrival(performance.now()/1e3),this.offset=t.wall-t.media,this.media=t.media,this.interval.note(t.media,Ns(t.data)),this.waiting.push(t.data),this.flush()}flush(){const t=this.buffer;if(!(!t||t.updating||this.waiting.length===0||this.video.error))try{this.nextMime&&(this.nextMime!==this.mime&&t.changeType(this.nextMime),this.mime=this.nextMime,this.nextMime=null),t.appendBuffer(Hs(this.waiting)),this.waiting.length=0}catch(e){(!(e instanceof DOMException&&e.name==="QuotaExceededError")||!this.trim(0))&&this.failed()}}appended(){this.hold(),this.trim(Ds)||this.flush()}trim(t){const{buffer:e,video:i}=this;if(!e||e.updating||e.buffered.length===0)return!1;const n=e.buffered.start(0);return i.currentTime-n<=Math.max(t,Zt)?!1:(e.remove(n,i.currentTime-Zt),!0)}hold(){const{buffer:t,video:e}=this;if(!t||t.buffered.length===0)return;const i=t.buffered.length-1,n=t.buffered.end(i),r=e.currentTime<t.buffered.start(i),o=this.pace.step(n-e.currentTime);this.jumpToNewest||r||o.jump?(e.currentTime=Math.max(t.buffered.start(i),n-this.pace.aim),e.playbackRate=1,this.jumpToNewest=!1):o.rate!==1?this.setRate(o.rate):this.shifting||(this.setRate(1),this.align(n-e.currentTime-this.pace.aim)),e.paused&&e.play().catch(()=>{})}setRate(t){this.video.playbackRate!==t&&(this.video.playbackRate=t)}align(t){const e=this.interval.seconds;if(e===null||this.video.paused||this.video.seeking)return;const i=performance.now()/1e3+this.media-this.video.currentTime,n=Us(i,e,t);n!==0&&(this.setRate(n>0?1+vt:1-vt),this.shifting=window.setTimeout(()=>{this.shifting=0,this.setRate(1)},Math.abs(n)/vt*1e3))}}function Hs(s){const[t]=s;if(t&&s.length===1)return t;const e=new Uint8Array(s.reduce((n,r)=>n+r.length,0));let i=0;for(const n of s)e.set(n,i),i+=n.length;return e}const Ws=1e3,Bs=8e3,qs=4;class Fs{constructor(t,e,i,n,r){this.image=t,this.hass=e,this.camera=i,this.report=n,this.now=r,this.way="stills",this.shown=0,this.at=null,this.timer=0,this.stopped=!1,this.failures=0,this.last=new Uint8Array,this.url=null,this.abort=new AbortController,this.next()}frames(){return this.shown}dropped(){return 0}shownAt(){return this.at}stop(){this.stopped=!0,this.abort.abort(),window.clearTimeout(this.timer),this.image.removeAttribute("src"),this.url&&URL.revokeObjectURL(this.url)}async next(){const t=performance.now();try{const i=AbortSignal.any([this.abort.signal,AbortSignal.timeout(Bs)]),n=await this.hass().fetchWithAuth(`/api/camera_proxy/${this.camera}`,{signal:i});if(!n.ok)throw new Error(String(n.status));this.show(new Uint8Array(await n.arrayBuffer())),this.failures=0}catch{this.failures+=1}if(this.stopped)return;if(this.failures>=qs){this.report.ended("failed");return}const e=Math.max(200,Ws*(1+this.failures)-(performance.now()-t));this.timer=window.setTimeout(()=>{this.next()},e)}show(t){if(this.stopped||Vs(t,this.last))return;this.last=t,this.shown+=1,this.at=this.now();const e=this.url;this.url=URL.createObjectURL(new Blob([t],{type:"image/jpeg"})),this.image.src=this.url,e&&URL.revokeObjectURL(e)}}function Vs(s,t){return s.length===t.length&&s.every((e,i)=>e===t[i])}const Gs=1e3,Xt=5e3,Ks=12e3,Ys=3,te=6e4,Js=9e5,Zs=6e3,Qs=.05,ee=40,Xs=["connecting","lost","refused","off","line"];class ti{constructor(t,e,i,n,r=()=>performance.now()){this.ways=t,this.make=e,this.changed=i,this.hubNow=n,this.clock=r,this.player=null,this.at=0,this.unfit=new Set,this.backoff=new Rt(700,1e4),this.timer=0,this.restart=0,this.over=!1,this.frames=0,this.fails=0,this.upAt=1/0,this.upWait=te,this.window={at:0,frames:0,dropped:0},this.link=null,this.reason=null,this.last=null,this.starts=0,this.progressed=this.attempted=this.clock(),this.start(),this.timer=window.setInterval(()=>this.look(),Gs)}stop(){window.clearInterval(this.timer),window.clearTimeout(this.restart),this.player?.stop(),this.player=null}get way(){return this.ways[this.at]??"stills"}get current(){return this.player}start(){this.starts+=1,this.over=!1,window.clearTimeout(this.restart),this.player?.stop(),this.player=null,this.frames=0,this.attempted=this.clock(),this.window={at:this.attempted,frames:0,dropped:0};const t=this.way;let e=null;const i=()=>e===null||e===this.player;e=this.make(t,{ended:n=>i()&&this.ended(n),link:(n,r,o)=>i()&&this.heard(n,r,o)}),this.player=e}heard(t,e,i){this.link=t,this.reason=e,t==="lost"&&i>0&&(this.last=i),t==="live"&&(this.attempted=this.clock()),this.tell()}ended(t){if(!this.over){if(this.over=!0,t==="unfit"){this.unfit.add(this.way),this.move(1);return}this.fails+=1,!(this.fails>=Ys&&this.move(1))&&this.again()}}again(){window.clearTimeout(this.restart),this.restart=window.setTimeout(()=>this.start(),this.backoff.next())}move(t){let e=this.at+t;for(;this.ways[e]!==void 0&&this.unfit.has(this.ways[e]);)e+=t;return this.ways[e]===void 0?(t===1&&this.again(),!1):(this.at=e,this.fails=0,this.link=this.reason=null,t===1&&this.planToRise(),window.clearTimeout(this.restart),this.restart=window.setTimeout(()=>this.start(),0),!0)}planToRise(){this.upAt=this.clock()+this.upWait,this.upWait=Math.min(this.upWait*2,Js)}look(){const t=this.clock(),e=this.player;e&&this.count(e,t);const i=this.fresh(t),n=t-Math.max(this.progressed,this.attempted),r=this.link===null||!Xs.includes(this.link);e&&!this.over&&!i&&r&&n>(this.frames?Xt:Ks)&&(this.attempted=t,this.ended("failed")),e&&t>=this.upAt&&this.at>0&&(this.upAt=1/0,this.move(-1)&&this.planToRise()),this.tell()}count(t,e){const i=t.frames();if(i!==this.frames&&(this.frames=i,this.progressed=e,this.last=t.shownAt()??this.hubNow(),this.fails=0,this.backoff.reset()),e-this.window.at<Zs)return;const n=i-this.window.frames,r=t.dropped()-this.window.dropped;this.window={at:e,frames:i,dropped:t.dropped()},n+r>ee&&r>(n+r)*Qs?t.strained?.()||this.move(1):this.at===0&&n>ee&&(this.upWait=te)}fresh(t){return this.last!==null&&t-this.progressed<Xt}tell(){const t=this.clock(),e=this.fresh(t);this.changed({fresh:e,last:this.last,link:this.link,reason:this.reason,way:this.way,silent:(t-this.progressed)/1e3})}}class ei{constructor(t,e,i,n){this.video=t,this.hass=e,this.camera=i,this.report=n,this.way="webrtc",this.peer=null,this.end=null,this.session=null,this.early=[],this.stopped=!1,this.begin().catch(()=>this.over("failed"))}async begin(){const{hass:t,camera:e}=this;if(!(await t.callWS({type:"camera/capabilities",entity_id:e})).frontend_stream_types.includes("web_rtc")||!("RTCPeerConnection"in window)){this.over("unfit");return}const{configuration:n}=await t.callWS({type:"camera/webrtc/get_client_config",entity_id:e});if(this.stopped)return;const r=new RTCPeerConnection(n);this.peer=r,r.addTransceiver("video",{direction:"recvonly"}),r.ontrack=a=>this.show(new MediaStream([a.track])),r.onicecandidate=a=>this.candidate(a.candidate),r.onconnectionstatechange=()=>{["failed","disconnected","closed"].includes(r.connectionState)&&this.over("failed")};const o=await r.createOffer();await r.setLocalDescription(o);const l=await t.connection.subscribeMessage(a=>{this.take(a).catch(()=>this.over("failed"))},{type:"camera/webrtc/offer",entity_id:e,offer:o.sdp},{resubscribe:!1});this.stopped?l():this.end=l}async take(t){switch(t.type){case"session":this.session=t.session_id;for(const e of this.early.splice(0))this.candidate(e);break;case"answer":await this.peer?.setRemoteDescription({type:"answer",sdp:t.answer});break;case"candidate":await this.peer?.addIceCandidate(t.candidate);break;case"error":this.over("failed")}}candidate(t){if(t?.candidate){if(this.session===null){this.early.push(t);return}this.hass.callWS({type:"camera/webrtc/candidate",entity_id:this.camera,session_id:this.session,candidate:t.toJSON()}).catch(()=>{})}}show(t){this.video.muted=!0,this.video.srcObject=t,this.video.play().catch(()=>{})}frames(){return G(this.video).shown}dropped(){return G(this.video).dropped}shownAt(){return null}stop(){this.stopped=!0,this.peer?.close(),this.end?.().catch(()=>{}),Lt(this.video)}over(t){this.stopped||this.report.ended(t)}}const si=j`
  :host {
    display: block;
    position: relative;
    overflow: hidden;
    container-type: size;
    background: #000;
    color: #fff;
    font-family: var(--ha-font-family-body, Roboto, "Noto Sans", sans-serif);
  }
  video,
  img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
  [hidden] {
    display: none;
  }
  .icon {
    width: 1em;
    height: 1em;
    flex: none;
  }
  .bar {
    position: absolute;
    inset: auto 0 0 0;
    display: flex;
    align-items: center;
    gap: 0.45em;
    padding: 0.22em 0.45em;
    font-size: clamp(13px, 4.9cqw, 15cqh);
    font-weight: 600;
    line-height: 1.15;
    background: rgba(0, 0, 0, 0.72);
  }
  .number {
    min-width: 1.35em;
    text-align: center;
    border-radius: 0.2em;
    background: #fff;
    color: #000;
  }
  .name {
    flex: 1;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .chip {
    display: flex;
    align-items: center;
    gap: 0.3em;
    font-size: 0.72em;
    font-weight: 500;
    white-space: nowrap;
  }
  .live .state .icon {
    color: #7dff9a;
  }
  .message {
    position: absolute;
    inset: 0 0 14cqh 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 1.5cqh;
    padding: 2cqw;
    text-align: center;
    font-size: clamp(14px, 5.4cqw, 12cqh);
    font-weight: 600;
    line-height: 1.2;
  }
  .message .icon {
    font-size: 2.6em;
  }
  .message small {
    font-size: 0.72em;
    font-weight: 400;
  }
  .old video,
  .old img {
    filter: grayscale(1) brightness(0.45);
  }
  .old .message {
    background: repeating-linear-gradient(135deg, transparent 0 18px, rgba(255, 255, 255, 0.13) 18px 24px);
  }
  .old .message span {
    padding: 0.1em 0.5em;
    background: #fff;
    color: #000;
    border-radius: 0.2em;
  }
  .dark {
    background: #2a0d0d;
  }
  .empty {
    background: #10212e;
    outline: 0.6cqw dashed #9cc7e6;
    outline-offset: -2cqw;
  }
  .hidden {
    background: #1c1c1c radial-gradient(#4a4a4a 1.5px, transparent 2px) 0 0 / 18px 18px;
  }
  .face {
    position: absolute;
    inset: 0;
  }
  .alarm::after {
    content: "";
    position: absolute;
    inset: 0;
    border: 0.9cqw solid #ffd21f;
    pointer-events: none;
  }
  .alarm.emergency::after {
    border: 1.4cqw double #ff5b4d;
  }
`;var ii=Object.defineProperty,ni=Object.getOwnPropertyDescriptor,H=(s,t,e,i)=>{for(var n=i>1?void 0:i?ni(t,e):t,r=s.length-1,o;r>=0;r--)(o=s[r])&&(n=(i?o(t,e,n):o(n))||n);return i&&n&&ii(t,e,n),n};const se=["mse","webrtc","hls","stills"],ri=86400;let x=class extends ${constructor(){super(...arguments),this.recorderConnected=!0,this.alarm="",this.watching=null,this.supervisor=null,this.watched=null,this.visible=()=>{this.follow()},this.look=()=>this.supervisor?.look()}connectedCallback(){super.connectedCallback(),document.addEventListener("visibilitychange",this.visible),this.hasUpdated&&this.follow()}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener("visibilitychange",this.visible),this.end()}get insight(){const{current:s=null,starts:t=0}=this.supervisor??{};return{watch:this.watching,player:s,starts:t}}get face(){return this.slotInfo?ds(this.slotInfo,this.watching,this.recorderConnected):null}updated(){this.follow()}follow(){const s=this.slotInfo,t=s&&!s.hidden&&us(s)&&!document.hidden&&this.isConnected?`${s.key} ${s.camera}`:null;if(t===this.watched||(this.end(),t===null||!s||s.hidden||!this.hass))return;this.watched=t;const e=_t(this.hass),i=s.camera===null?se.slice(0,1):se;this.supervisor=new ti(i,(n,r)=>this.make(n,r,s.key,s.camera??""),n=>this.tell(n),()=>e.now())}end(){this.supervisor?.stop(),this.supervisor=null,this.watched=null,this.watching=null}make(s,t,e,i){const n=this.hass,r=_t(n);switch(this.image.hidden=s!=="stills",this.video.hidden=s==="stills",s){case"mse":return new Is(this.video,r,e,t);case"webrtc":return new ei(this.video,n,i,t);case"hls":return new fs(this.video,n,i,t);case"stills":return new Fs(this.image,()=>this.hass??n,i,t,()=>r.now())}}tell(s){const t=this.watching;this.watching=s,JSON.stringify(ie(t))!==JSON.stringify(ie(s))&&this.requestUpdate()}render(){const s=this.slotInfo,t=this.face;if(!s||!t)return d;const e=U(this.hass),i=t.kind==="live"||t.kind==="old"||t.kind==="wait",n=this.alarm?`alarm ${this.alarm}`:"";return h`<div class="face ${t.kind} ${n}" role="group" aria-label=${this.fullName(e)}>
      <div ?hidden=${!i}>
        <video muted playsinline autoplay disablepictureinpicture @playing=${this.look}></video>
        <img alt="" hidden @load=${this.look} />
      </div>
      ${this.message(e,t)}
      <div class="bar">
        <span class="number">${s.number}</span>
        <span class="name">${this.name(e)}</span>
        ${this.owner(e)} ${this.stateChip(e,t)}
      </div>
    </div>`}fullName(s){return`${this.slotInfo?.number??""} ${this.name(s)}`}name(s){const t=this.slotInfo;return t?!t.hidden&&t.name||s("slot",{number:t.number}):""}owner(s){const t=this.slotInfo;return!t||t.hidden||!t.owner?d:h`<span class="chip">${v(t.owner)}${s(t.owner)}</span>`}stateChip(s,t){return t.kind!=="live"?d:h`<span class="chip state">${v("live")}${s(t.stills?"stills":"live")}</span>`}message(s,t){switch(t.kind){case"live":return d;case"wait":return h`<div class="message">${v("wait")}<small>${s("connecting")}</small></div>`;case"old":return h`<div class="message">${v("old")}<span>${this.since(s,t.at)}</span></div>`;case"dark":return h`<div class="message">
          ${v("dark")}${s(t.why)}<small>${s(t.todo)}</small>
        </div>`;case"empty":case"hidden":return h`<div class="message">
          ${v(t.kind)}${s(t.kind)}<small>${s(`${t.kind}_do`)}</small>
        </div>`}}since(s,t){const e=V(this.hass,t);return(this.hass?_t(this.hass).now():t)-t<ri/2?s("since",{time:e}):s("since_day",{time:e,day:Mt(this.hass,t)})}};x.styles=si;H([_({attribute:!1})],x.prototype,"hass",2);H([_({attribute:!1})],x.prototype,"slotInfo",2);H([_({type:Boolean})],x.prototype,"recorderConnected",2);H([_()],x.prototype,"alarm",2);H([P("video")],x.prototype,"video",2);H([P("img")],x.prototype,"image",2);x=H([b("rt-cctv-tile")],x);function ie(s){if(!s)return null;const{fresh:t,last:e,link:i,reason:n,way:r,silent:o}=s;return[t,t?null:e,i,n,r,t?0:Math.floor(o)]}const oi=90,ai=15,li=2,hi=1;function ci(s,t){const e=s.filter(o=>o.stage==="open"&&(o.rank>=li||o.rank>=hi&&t-o.since<oi)),i=Math.max(...e.map(o=>o.rank)),n=e.filter(o=>o.rank===i).sort((o,l)=>o.since-l.since||o.incident.localeCompare(l.incident)),r=n[Math.floor(t/ai)%n.length];return r?{incident:r,waiting:e.length-1}:null}function _e(s){const t=new Map;for(const e of s)e.key===null||e.stage!=="open"||e.rank>(t.get(e.key)?.rank??-1)&&t.set(e.key,e);return t}var di=Object.defineProperty,ui=Object.getOwnPropertyDescriptor,ot=(s,t,e,i)=>{for(var n=i>1?void 0:i?ui(t,e):t,r=s.length-1,o;r>=0;r--)(o=s[r])&&(n=(i?o(t,e,n):o(n))||n);return i&&n&&di(t,e,n),n};function ve(s,t){return s?.slots.find(e=>!e.hidden&&(e.key===t?.slot||!!e.camera&&e.camera===t?.camera))}let kt=class extends S{static getConfigElement(){return document.createElement("rt-cctv-slot-card-editor")}static getStubConfig(s){const t=Object.keys(s.states).find(e=>e.startsWith("camera.")&&ft(s).snapshot?.slots.some(i=>!i.hidden&&i.camera===e));return t?{camera:t}:{}}render(){const{snapshot:s,hass:t}=this;if(!s||!t)return h`<ha-card><p>${this.say("loading")}</p></ha-card>`;const e=ve(s,this.config);if(!e)return h`<ha-card><p>${this.say("slot_missing")}</p></ha-card>`;const i=s.recorders.find(n=>n.entry===e.entry);return h`<ha-card>
      <rt-cctv-tile
        .hass=${t}
        .slotInfo=${e}
        .recorderConnected=${i?.connected??!1}
        .alarm=${_e(s.incidents).get(e.key)?.severity??""}
        @click=${()=>this.more(e)}
      ></rt-cctv-tile>
    </ha-card>`}more(s){if(!s.camera)return;const t={entityId:s.camera};this.dispatchEvent(new CustomEvent("hass-more-info",{detail:t,bubbles:!0,composed:!0}))}};kt.styles=j`
    ha-card {
      overflow: hidden;
      display: block;
    }
    rt-cctv-tile {
      aspect-ratio: 16 / 9;
      width: 100%;
      cursor: pointer;
    }
    p {
      padding: 16px;
      margin: 0;
    }
  `;kt=ot([b("rt-cctv-slot-card")],kt);let nt=class extends ${constructor(){super(...arguments),this.snapshot=null,this.forget=null}setConfig(s){this.config=s}disconnectedCallback(){super.disconnectedCallback(),this.forget?.(),this.forget=null}updated(){if(!this.hass||this.forget)return;const s=ft(this.hass);this.forget=s.listen(()=>this.snapshot=s.snapshot),this.snapshot=s.snapshot}render(){const s=U(this.hass),t=ve(this.snapshot,this.config)?.key,e=(this.snapshot?.slots??[]).filter(i=>!i.hidden);return h`<label>${s("choose_slot")}
      <select @change=${this.changed}>
        <option value="" ?selected=${!t}></option>
        ${e.map(i=>h`<option value=${i.key} ?selected=${i.key===t}>
            ${i.number}. ${i.name}
          </option>`)}
      </select>
    </label>`}changed(s){const t=s.target.value,e={type:"custom:rt-cctv-slot-card",...this.config,slot:t,camera:void 0};this.dispatchEvent(new CustomEvent("config-changed",{detail:{config:e},bubbles:!0,composed:!0}))}};ot([_({attribute:!1})],nt.prototype,"hass",2);ot([y()],nt.prototype,"config",2);ot([y()],nt.prototype,"snapshot",2);nt=ot([b("rt-cctv-slot-card-editor")],nt);var pi=Object.getOwnPropertyDescriptor,fi=(s,t,e,i)=>{for(var n=i>1?void 0:i?pi(t,e):t,r=s.length-1,o;r>=0;r--)(o=s[r])&&(n=o(n)||n);return n};const mi=4e3;async function gi(s){return new Promise(t=>{let e=null,i=!1;const n=o=>{i||(i=!0,window.clearTimeout(r),e?.().catch(()=>{}),t(o))},r=window.setTimeout(()=>n(null),mi);s.connection.subscribeMessage(n,{type:"rt_cctv/wall/subscribe"},{resubscribe:!1}).then(o=>{e=o,i&&o().catch(()=>{})}).catch(()=>n(null))})}function Q(s,t={}){return{type:`custom:rt-cctv-${s}-card`,...t}}function yi(s){return s.slots.filter(t=>!t.hidden)}function wi(s,t){const e=U(t);if(!s)return{views:[{title:e("wall"),cards:[{type:"markdown",content:e("failed")}]}]};const i=yi(s),n=s.volunteer?i:i.filter(a=>a.status!=="empty"),r={type:"grid",cards:n.map(a=>Q("slot",{slot:a.key,grid_options:{columns:12}}))};if(!s.volunteer)return n.length===0&&(r.cards=[{type:"markdown",content:e("no_slots_for_you")}]),{views:[{title:e("resident_view"),type:"sections",max_columns:2,sections:[r]}]};r.cards.unshift(Q("incidents"));const o={type:"grid",cards:[Q("report"),Q("recorders")]},l=[{title:e("slots"),icon:"mdi:cctv",type:"sections",max_columns:2,sections:[r,o]}];if(s.admin){const a={type:"grid",cards:[Q("displays")],column_span:2};l.push({title:e("displays"),path:"layar",icon:"mdi:monitor-screenshot",type:"sections",sections:[a]})}return{title:e("wall"),views:l}}let xt=class extends HTMLElement{static async generate(s,t){return wi(await gi(t),t)}};xt.noEditor=!0;xt=fi([b("ll-strategy-dashboard-rt-cctv")],xt);const _i=["slot","incidents","report","recorders","displays"];function vi(){const s=window;if(s.rtCctvOffered)return;s.rtCctvOffered=!0;const t=ge(document.documentElement.lang||navigator.language);(s.customStrategies??=[]).push({type:"rt-cctv",strategyType:"dashboard",name:t("wall"),description:t("strategy_about")}),(s.customCards??=[]).push(..._i.map(e=>({type:`rt-cctv-${e}-card`,name:t(`card_${e}`),description:t(`card_${e}_about`),preview:!1,...e==="slot"?{getEntitySuggestion:bi}:{}})))}function bi(s,t){return t.startsWith("camera.")&&s.entities?.[t]?.platform==="rt_cctv"?{config:{type:"custom:rt-cctv-slot-card",camera:t}}:null}const $i={CHILD:2},ki=s=>(...t)=>({_$litDirective$:s,values:t});let xi=class{constructor(t){}get _$AU(){return this._$AM._$AU}_$AT(t,e,i){this._$Ct=t,this._$AM=e,this._$Ci=i}_$AS(t,e){return this.update(t,e)}update(t,e){return this.render(...e)}};const{I:Ai}=je,ne=s=>s,re=()=>document.createComment(""),X=(s,t,e)=>{const i=s._$AA.parentNode,n=t===void 0?s._$AB:t._$AA;if(e===void 0){const r=i.insertBefore(re(),n),o=i.insertBefore(re(),n);e=new Ai(r,o,s,s.options)}else{const r=e._$AB.nextSibling,o=e._$AM,l=o!==s;if(l){let a;e._$AQ?.(s),e._$AM=s,e._$AP!==void 0&&(a=s._$AU)!==o._$AU&&e._$AP(a)}if(r!==n||l){let a=e._$AA;for(;a!==r;){const u=ne(a).nextSibling;ne(i).insertBefore(a,n),a=u}}}return e},R=(s,t,e=s)=>(s._$AI(t,e),s),Si={},Ti=(s,t=Si)=>s._$AH=t,Ei=s=>s._$AH,bt=s=>{s._$AR(),s._$AA.remove()};const oe=(s,t,e)=>{const i=new Map;for(let n=t;n<=e;n++)i.set(s[n],n);return i},Ci=ki(class extends xi{constructor(s){if(super(s),s.type!==$i.CHILD)throw Error("repeat() can only be used in text expressions")}dt(s,t,e){let i;e===void 0?e=t:t!==void 0&&(i=t);const n=[],r=[];let o=0;for(const l of s)n[o]=i?i(l,o):o,r[o]=e(l,o),o++;return{values:r,keys:n}}render(s,t,e){return this.dt(s,t,e).values}update(s,[t,e,i]){const n=Ei(s),{values:r,keys:o}=this.dt(t,e,i);if(!Array.isArray(n))return this.ut=o,r;const l=this.ut??=[],a=[];let u,m,c=0,f=n.length-1,p=0,g=r.length-1;for(;c<=f&&p<=g;)if(n[c]===null)c++;else if(n[f]===null)f--;else if(l[c]===o[p])a[p]=R(n[c],r[p]),c++,p++;else if(l[f]===o[g])a[g]=R(n[f],r[g]),f--,g--;else if(l[c]===o[g])a[g]=R(n[c],r[g]),X(s,a[g+1],n[c]),c++,g--;else if(l[f]===o[p])a[p]=R(n[f],r[p]),X(s,n[c],n[f]),f--,p++;else if(u===void 0&&(u=oe(o,p,g),m=oe(l,c,f)),u.has(l[c]))if(u.has(l[f])){const k=m.get(o[p]),mt=k!==void 0?n[k]:null;if(mt===null){const zt=X(s,n[c]);R(zt,r[p]),a[p]=zt}else a[p]=R(mt,r[p]),X(s,n[c],mt),n[k]=null;p++}else bt(n[f]),f--;else bt(n[c]),c++;for(;p<=g;){const k=X(s,a[g+1]);R(k,r[p]),a[p++]=k}for(;c<=f;){const k=n[c++];k!==null&&bt(k)}return this.ut=o,Ti(s,a),z}});function Pi(s,t,e,i=16/9){let n={columns:1,rows:Math.max(1,s)},r=0;for(let o=1;o<=Math.max(1,s);o++){const l=Math.ceil(s/o),a=Math.min(t/o,e/l*i),u=(o*l-s)*1e-6;a-u>r&&(r=a-u,n={columns:o,rows:l})}return n}function Mi(s,t,e,i){const n=e?" 30%":"",r=a=>`repeat(${Math.max(1,a)}, minmax(0, 1fr))`;if(t)return`minmax(0, 1fr) ${s>1?"24%":"0"} / ${r(s-1)}${n}`;const{columns:o,rows:l}=Pi(s,i.width*(e?.7:1),i.height*.93);return`${r(l)} / ${r(o)}${n}`}function at(s){return`${s.entry}/${s.number}`}const Ri=j`
  :host {
    position: fixed;
    inset: 0;
    display: flex;
    flex-direction: column;
    overflow: hidden;
    background: #000;
    color: #fff;
    font-family: var(--ha-font-family-body, Roboto, "Noto Sans", sans-serif);
    z-index: 5;
    cursor: default;
    user-select: none;
  }
  :host(.idle) {
    cursor: none;
  }
  .shift {
    flex: 1;
    display: flex;
    flex-direction: column;
    min-height: 0;
    transition: transform 3s;
  }
  header {
    display: flex;
    align-items: center;
    gap: 1.2em;
    padding: 0.12em 0.6em;
    font-size: clamp(16px, min(2.1vw, 4vh), 60px);
    min-height: 1.7em;
    background: #0b0b0b;
  }
  .clock {
    font-size: 1.5em;
    font-weight: 700;
    line-height: 1;
    font-variant-numeric: tabular-nums;
  }
  .spacer {
    flex: 1;
  }
  .chip {
    display: flex;
    align-items: center;
    gap: 0.35em;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .mode {
    padding: 0.05em 0.5em;
    border: 2px solid #fff;
    border-radius: 0.3em;
    font-weight: 600;
  }
  .mode.siaga {
    background: #fff;
    color: #000;
  }
  .icon {
    width: 1.1em;
    height: 1.1em;
    flex: none;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0.2em;
    cursor: pointer;
    display: flex;
    align-items: center;
    gap: 0.3em;
    min-width: 44px;
    min-height: 44px;
    justify-content: center;
  }
  button:focus-visible {
    outline: 3px solid #ffd21f;
    outline-offset: -3px;
  }
  .notice {
    padding: 0.25em 0.8em;
    font-size: clamp(15px, 1.9vw, 44px);
    background: #ffd21f;
    color: #000;
    font-weight: 600;
    text-align: center;
  }
  main {
    flex: 1;
    min-height: 0;
    display: grid;
    gap: 4px;
    padding: 2px;
  }
  rt-cctv-tile {
    min-width: 0;
    min-height: 0;
    cursor: pointer;
  }
  rt-cctv-tile.large {
    grid-area: 1 / 1 / 2 / -1;
  }
  main:has(rt-cctv-front) rt-cctv-tile.large {
    grid-area: 1 / 1 / 2 / -2;
  }
  rt-cctv-front {
    grid-area: 1 / -2 / -1 / -1;
  }
  .pairing {
    margin: auto;
    padding: 8px;
    width: min(100%, 560px);
    box-sizing: border-box;
    overflow: auto;
    font-size: 18px;
    user-select: text;
  }
  .center {
    margin: auto;
    padding: 2em;
    text-align: center;
    font-size: clamp(18px, 2.4vw, 56px);
    max-width: 32em;
  }
  .night {
    position: absolute;
    inset: 0;
    background: #000;
    opacity: 0;
    pointer-events: none;
    transition: opacity 4s;
  }
  .night.on {
    opacity: 0.45;
  }
`;var Oi=Object.defineProperty,Li=Object.getOwnPropertyDescriptor,J=(s,t,e,i)=>{for(var n=i>1?void 0:i?Li(t,e):t,r=s.length-1,o;r>=0;r--)(o=s[r])&&(n=(i?o(t,e,n):o(n))||n);return i&&n&&Oi(t,e,n),n};let C=class extends ${constructor(){super(...arguments),this.place="",this.trouble="",this.busy=!1}async take(){const{front:s,hass:t}=this;if(!s||!t||this.busy||!s.incident.may_act)return;this.busy=!0,this.trouble="";const{entry:e,incident:i}=s.incident;try{await t.callWS({type:"rt_cctv/incident/answer",entry:e,incident:i,verb:"take"})}catch(n){const r=n.code??"";this.trouble=U(t)(["already","closed","unknown"].includes(r)?"too_late":"failed")}finally{this.busy=!1}}render(){const{front:s,hass:t}=this;if(!s)return d;const{incident:e,waiting:i}=s,n=U(t);return this.setAttribute("severity",e.severity),h`<div class="severity" role="alert">${v("alarm")}${n(e.severity)}</div>
      <div class="kind">${$t(n,e.kind)}</div>
      <div>${this.place} ${n("began",{time:V(t,e.since)})}${this.times(n)}</div>
      ${e.text?h`<div class="text">${e.text}</div>`:d}
      <rt-cctv-evidence .hass=${t} .path=${e.evidence} label=${$t(n,e.kind)}></rt-cctv-evidence>
      ${i?h`<div class="waiting">${n("more",{count:i})}</div>`:d}
      ${this.trouble?h`<div role="status">${this.trouble}</div>`:d}
      ${e.may_act?h`<button ?disabled=${this.busy} @click=${this.take}>${v("check")}${n("take")}</button>`:d}`}times(s){const t=this.front?.incident.count??1;return t>1?`, ${s("times",{count:t})}`:""}};C.styles=j`
    :host {
      display: flex;
      flex-direction: column;
      gap: 0.5em;
      min-height: 0;
      padding: 0.5em;
      background: #14161a;
      color: #fff;
      font-size: clamp(16px, min(2.3vw, 4vh), 64px);
      border-left: 0.3em solid #ffd21f;
    }
    :host([severity="emergency"]) {
      border-left: 0.6em double #ff5b4d;
    }
    .icon {
      width: 1.1em;
      height: 1.1em;
      flex: none;
    }
    .severity {
      display: flex;
      align-items: center;
      gap: 0.4em;
      align-self: start;
      padding: 0.05em 0.5em;
      font-weight: 800;
      text-transform: uppercase;
      background: #ffd21f;
      color: #000;
    }
    :host([severity="emergency"]) .severity {
      background: #b3160a;
      color: #fff;
    }
    .kind {
      font-size: 1.45em;
      font-weight: 700;
      line-height: 1.1;
    }
    .text {
      overflow: hidden;
      overflow-wrap: anywhere;
    }
    rt-cctv-evidence {
      flex: 1;
      min-height: 0;
    }
    .waiting {
      font-weight: 600;
    }
    button {
      font: inherit;
      font-size: 1.3em;
      font-weight: 800;
      min-height: 2.4em;
      border: 0.12em solid #fff;
      border-radius: 0.3em;
      background: #0b6b3a;
      color: #fff;
      cursor: pointer;
      display: flex;
      align-items: center;
      justify-content: center;
      gap: 0.4em;
    }
    button:focus-visible {
      outline: 0.2em solid #ffd21f;
    }
    button:disabled {
      background: #444;
    }
  `;J([_({attribute:!1})],C.prototype,"hass",2);J([_({attribute:!1})],C.prototype,"front",2);J([_()],C.prototype,"place",2);J([y()],C.prototype,"trouble",2);J([y()],C.prototype,"busy",2);C=J([b("rt-cctv-front")],C);const zi=2e4,Ui=2;class Ni{constructor(){this.context=null,this.sounds=new Map,this.playing=null,this.drummed=new Map,this.quietUntil=0}get blocked(){return this.context!==null&&this.context.state==="suspended"}unblock(){this.context?.resume()}hush(t){this.quietUntil=performance.now()+t*1e3,this.stop()}follow(t,e){if(!t){this.stop();return}const i=performance.now(),{incident:n}=t,r=this.drummed.get(n.incident);!(r===void 0||n.rank>=Ui&&i-r>zi)||i<this.quietUntil||(this.drummed.set(n.incident,i),this.drummed.size>200&&this.drummed.delete(this.drummed.keys().next().value??""),this.play(n.sound,e).catch(()=>{}))}stop(){this.playing?.stop(),this.playing=null}close(){this.stop(),this.context?.close(),this.context=null,this.sounds.clear()}async play(t,e){this.context??=new AudioContext;const i=this.context;let n;try{n=t?await this.fetched(t,e,i):ae(i)}catch{n=ae(i)}if(i!==this.context)return;this.stop();const r=i.createBufferSource();r.buffer=n,r.connect(i.destination),r.start(),this.playing=r}fetched(t,e,i){const n=this.sounds.get(t);if(n)return n;const r=(async()=>{const o=await e.fetchWithAuth(t,{signal:AbortSignal.timeout(8e3)});if(!o.ok)throw new Error(String(o.status));return i.decodeAudioData(await o.arrayBuffer())})();return this.sounds.set(t,r),r.catch(()=>this.sounds.delete(t)),r}}function ae(s){const{sampleRate:t}=s,e=s.createBuffer(1,t*2,t),i=e.getChannelData(0);for(let n=0;n<5;n++){const r=Math.round(n*.3*t);for(let o=0;o<t*.2;o++){const l=o/t;i[r+o]=.6*Math.exp(-22*l)*Math.sin(2*Math.PI*290*l)}}return e}const Di=new URL(import.meta.url).searchParams.get("v"),le="rt-cctv-reloaded",ji=6e5;function Ii(s,t=Di){if(!s||!t||s===t)return!1;const[e,i]=(sessionStorage.getItem(le)??"").split(" ");return e===s&&Date.now()-Number(i)<ji?!1:(sessionStorage.setItem(le,`${s} ${Date.now()}`),location.reload(),!0)}var Hi=Object.defineProperty,Wi=Object.getOwnPropertyDescriptor,W=(s,t,e,i)=>{for(var n=i>1?void 0:i?Wi(t,e):t,r=s.length-1,o;r>=0;r--)(o=s[r])&&(n=(i?o(t,e,n):o(n))||n);return i&&n&&Hi(t,e,n),n};const Bi=15e4,qi=4e3,Fi=6e4,Vi=600;let A=class extends ${constructor(){super(...arguments),this.snapshot=null,this.minute="",this.box={width:16,height:9},this.front=null,this.picked=null,this.feed=null,this.kentongan=new Ni,this.forget=null,this.timer=0,this.idleTimer=0,this.pickTimer=0,this.resized=new ResizeObserver(()=>this.measure()),this.moved=()=>{this.classList.remove("idle"),window.clearTimeout(this.idleTimer),this.idleTimer=window.setTimeout(()=>this.classList.add("idle"),qi)},this.touched=()=>{this.kentongan.unblock(),this.moved()},this.key=s=>{this.kentongan.unblock();const e=(this.snapshot?.slots??[])[Number(s.key)-1];s.key==="f"?this.fullScreen():s.key==="m"?this.kentongan.hush(Vi):s.key==="Escape"?this.pick(null):e?this.pick(at(e)):(s.key==="Enter"||s.key===" ")&&this.answer(s)}}connectedCallback(){super.connectedCallback(),this.kiosk(!0),this.timer=window.setInterval(()=>this.tick(),1e3),this.resized.observe(this),window.addEventListener("keydown",this.key),window.addEventListener("pointermove",this.moved),window.addEventListener("pointerdown",this.touched),this.hass&&this.follow()}disconnectedCallback(){super.disconnectedCallback(),this.kiosk(!1),window.clearInterval(this.timer),this.resized.disconnect(),window.removeEventListener("keydown",this.key),window.removeEventListener("pointermove",this.moved),window.removeEventListener("pointerdown",this.touched),window.clearTimeout(this.pickTimer),this.kentongan.close(),this.forget?.(),this.forget=this.feed=null}willUpdate(s){s.has("hass")&&this.hass&&!this.feed&&this.follow()}follow(){this.hass&&(this.feed=ft(this.hass),this.forget=this.feed.listen(()=>this.take()),this.take())}take(){this.snapshot=this.feed?.snapshot??null,Ii(this.snapshot?.version??null),this.watchFront(this.feed?.now()??Date.now()/1e3),this.requestUpdate()}kiosk(s){window.dispatchEvent(new CustomEvent("hass-kiosk-mode",{detail:{enable:s}}))}measure(){this.box={width:this.clientWidth,height:this.clientHeight}}tick(){const s=this.feed?.now()??Date.now()/1e3;this.minute=V(this.hass,s),this.watchFront(s)}watchFront(s){const t=ci(this.snapshot?.incidents??[],s);t?.incident===this.front?.incident&&t?.waiting===this.front?.waiting||(this.front=t),this.hass&&this.kentongan.follow(t,this.hass)}answer(s){const t=this.renderRoot.querySelector("rt-cctv-front");!t||s.composedPath()[0]instanceof HTMLButtonElement||(s.preventDefault(),t.take())}pick(s){window.clearTimeout(this.pickTimer),this.picked=s===this.picked?null:s,this.picked&&(this.pickTimer=window.setTimeout(()=>this.pick(null),Fi))}fullScreen(){document.fullscreenElement?document.exitFullscreen():document.documentElement.requestFullscreen().catch(()=>{})}render(){const s=U(this.hass),t=Math.floor(Date.now()/Bi),e=`transform: translate(${t%5-2}px, ${Math.floor(t/5)%5-2}px)`;return h`<div class="shift" style=${e}>
        ${this.header(s)} ${this.notice(s)} ${this.isPairing()?this.pairing(s):this.body(s)}
      </div>
      <div class="night ${this.isNight()?"on":""}"></div>`}isPairing(){return!!this.snapshot?.admin&&new URLSearchParams(location.search).has("pair")}pairing(s){return h`<div class="pairing">
      <rt-cctv-displays-card .hass=${this.hass}></rt-cctv-displays-card>
      <button @click=${this.endPairing}>${v("back")}${s("back")}</button>
    </div>`}endPairing(){history.replaceState(null,"",location.pathname),this.requestUpdate()}isNight(){const s=Ke(this.hass,this.feed?.now()??Date.now()/1e3);return s>=22||s<5}header(s){const t=this.snapshot?.recorders??[],e=this.feed?.now()??Date.now()/1e3,i=[...new Set(t.map(r=>r.mode).filter(r=>r!==null))],n=[...new Set(t.flatMap(r=>r.on_shift))];return h`<header>
      <span class="clock">${this.minute}</span>
      <span class="chip">${Mt(this.hass,e)}</span>
      ${i.map(r=>h`<span class="chip mode ${r}">${s(r)}</span>`)}
      ${n.length?h`<span class="chip">${s("on_shift",{names:n.join(", ")})}</span>`:d}
      <span class="spacer"></span>
      ${this.snapshot?.link?h`<span class="chip">${s(`link_${this.snapshot.link.state}`)}</span>`:d}
      <button title=${s("full_screen")} aria-label=${s("full_screen")} @click=${this.fullScreen}>
        ${v("full")}
      </button>
    </header>`}notice(s){const t=this.feed?.lostAt;return!t&&this.front&&this.kentongan.blocked?h`<div class="notice">${v("sound")} ${s("sound_off")}</div>`:t?h`<div class="notice" role="status">${s("hub_lost",{time:V(this.hass,t)})}</div>`:d}body(s){const t=this.snapshot;if(!t)return h`<div class="center">${s("loading")}</div>`;if(t.slots.length===0)return this.noSlots(s,t);const e=this.large(t),i=`grid-template: ${Mi(t.slots.length,!!e,!!this.front,this.box)}`;return h`<main style=${i}>
      ${Ci(t.slots,at,n=>this.tile(t,n,n===e))}
      ${this.front?this.frontPanel(s,t,this.front):d}
    </main>`}large(s){const t=this.front?.incident.key,e=s.slots.find(i=>!i.hidden&&i.key===t);return this.front?e:s.slots.find(i=>at(i)===this.picked)}frontPanel(s,t,e){const i=t.slots.find(l=>!l.hidden&&l.key===e.incident.key),n=i&&!i.hidden?i.name||s("slot",{number:i.number}):"",r=t.recorders.find(l=>l.entry===e.incident.entry),o=i?`${i.number}. ${n},`:`${r?.name??s("at_recorder")},`;return h`<rt-cctv-front .hass=${this.hass} .front=${e} .place=${o}></rt-cctv-front>`}noSlots(s,t){const e=t.recorders.filter(i=>!i.connected);return e.length===0?h`<div class="center">${s("nothing")}</div>`:h`<div class="center">
      ${e.map(i=>h`<p>${i.name}: ${s("recorder_off")}. ${s("recorder_off_do")}.</p>`)}
    </div>`}tile(s,t,e){const i=s.recorders.find(r=>r.entry===t.entry),n=t.hidden?void 0:_e(s.incidents).get(t.key);return h`<rt-cctv-tile
      class=${e?"large":""}
      .hass=${this.hass}
      .slotInfo=${t}
      .recorderConnected=${i?.connected??!1}
      .alarm=${n?.severity??""}
      @click=${()=>this.pick(at(t))}
    ></rt-cctv-tile>`}};A.styles=Ri;W([_({attribute:!1})],A.prototype,"hass",2);W([y()],A.prototype,"snapshot",2);W([y()],A.prototype,"minute",2);W([y()],A.prototype,"box",2);W([y()],A.prototype,"front",2);W([y()],A.prototype,"picked",2);A=W([b("rt-cctv-wall")],A);vi();
