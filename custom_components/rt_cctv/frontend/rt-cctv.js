const ct=globalThis,Pt=ct.ShadowRoot&&(ct.ShadyCSS===void 0||ct.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,Mt=Symbol(),Ht=new WeakMap;let be=class{constructor(t,s,i){if(this._$cssResult$=!0,i!==Mt)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=s}get styleSheet(){let t=this.o;const s=this.t;if(Pt&&t===void 0){const i=s!==void 0&&s.length===1;i&&(t=Ht.get(s)),t===void 0&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),i&&Ht.set(s,t))}return t}toString(){return this.cssText}};const ze=e=>new be(typeof e=="string"?e:e+"",void 0,Mt),M=(e,...t)=>{const s=e.length===1?e[0]:t.reduce((i,n,r)=>i+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(n)+e[r+1],e[0]);return new be(s,e,Mt)},Le=(e,t)=>{if(Pt)e.adoptedStyleSheets=t.map(s=>s instanceof CSSStyleSheet?s:s.styleSheet);else for(const s of t){const i=document.createElement("style"),n=ct.litNonce;n!==void 0&&i.setAttribute("nonce",n),i.textContent=s.cssText,e.appendChild(i)}},Wt=Pt?e=>e:e=>e instanceof CSSStyleSheet?(t=>{let s="";for(const i of t.cssRules)s+=i.cssText;return ze(s)})(e):e;const{is:Ue,defineProperty:De,getOwnPropertyDescriptor:Ne,getOwnPropertyNames:je,getOwnPropertySymbols:Ie,getPrototypeOf:He}=Object,gt=globalThis,Bt=gt.trustedTypes,We=Bt?Bt.emptyScript:"",Be=gt.reactiveElementPolyfillSupport,st=(e,t)=>e,ut={toAttribute(e,t){switch(t){case Boolean:e=e?We:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let s=e;switch(t){case Boolean:s=e!==null;break;case Number:s=e===null?null:Number(e);break;case Object:case Array:try{s=JSON.parse(e)}catch{s=null}}return s}},Rt=(e,t)=>!Ue(e,t),qt={attribute:!0,type:String,converter:ut,reflect:!1,useDefault:!1,hasChanged:Rt};Symbol.metadata??=Symbol("metadata"),gt.litPropertyMetadata??=new WeakMap;let V=class extends HTMLElement{static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(t,s=qt){if(s.state&&(s.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((s=Object.create(s)).wrapped=!0),this.elementProperties.set(t,s),!s.noAccessor){const i=Symbol(),n=this.getPropertyDescriptor(t,i,s);n!==void 0&&De(this.prototype,t,n)}}static getPropertyDescriptor(t,s,i){const{get:n,set:r}=Ne(this.prototype,t)??{get(){return this[s]},set(o){this[s]=o}};return{get:n,set(o){const l=n?.call(this);r?.call(this,o),this.requestUpdate(t,l,i)},configurable:!0,enumerable:!0}}static getPropertyOptions(t){return this.elementProperties.get(t)??qt}static _$Ei(){if(this.hasOwnProperty(st("elementProperties")))return;const t=He(this);t.finalize(),t.l!==void 0&&(this.l=[...t.l]),this.elementProperties=new Map(t.elementProperties)}static finalize(){if(this.hasOwnProperty(st("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(st("properties"))){const s=this.properties,i=[...je(s),...Ie(s)];for(const n of i)this.createProperty(n,s[n])}const t=this[Symbol.metadata];if(t!==null){const s=litPropertyMetadata.get(t);if(s!==void 0)for(const[i,n]of s)this.elementProperties.set(i,n)}this._$Eh=new Map;for(const[s,i]of this.elementProperties){const n=this._$Eu(s,i);n!==void 0&&this._$Eh.set(n,s)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(t){const s=[];if(Array.isArray(t)){const i=new Set(t.flat(1/0).reverse());for(const n of i)s.unshift(Wt(n))}else t!==void 0&&s.push(Wt(t));return s}static _$Eu(t,s){const i=s.attribute;return i===!1?void 0:typeof i=="string"?i:typeof t=="string"?t.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(t=>t(this))}addController(t){(this._$EO??=new Set).add(t),this.renderRoot!==void 0&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}_$E_(){const t=new Map,s=this.constructor.elementProperties;for(const i of s.keys())this.hasOwnProperty(i)&&(t.set(i,this[i]),delete this[i]);t.size>0&&(this._$Ep=t)}createRenderRoot(){const t=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Le(t,this.constructor.elementStyles),t}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(t=>t.hostConnected?.())}enableUpdating(t){}disconnectedCallback(){this._$EO?.forEach(t=>t.hostDisconnected?.())}attributeChangedCallback(t,s,i){this._$AK(t,i)}_$ET(t,s){const i=this.constructor.elementProperties.get(t),n=this.constructor._$Eu(t,i);if(n!==void 0&&i.reflect===!0){const r=(i.converter?.toAttribute!==void 0?i.converter:ut).toAttribute(s,i.type);this._$Em=t,r==null?this.removeAttribute(n):this.setAttribute(n,r),this._$Em=null}}_$AK(t,s){const i=this.constructor,n=i._$Eh.get(t);if(n!==void 0&&this._$Em!==n){const r=i.getPropertyOptions(n),o=typeof r.converter=="function"?{fromAttribute:r.converter}:r.converter?.fromAttribute!==void 0?r.converter:ut;this._$Em=n;const l=o.fromAttribute(s,r.type);this[n]=l??this._$Ej?.get(n)??l,this._$Em=null}}requestUpdate(t,s,i,n=!1,r){if(t!==void 0){const o=this.constructor;if(n===!1&&(r=this[t]),i??=o.getPropertyOptions(t),!((i.hasChanged??Rt)(r,s)||i.useDefault&&i.reflect&&r===this._$Ej?.get(t)&&!this.hasAttribute(o._$Eu(t,i))))return;this.C(t,s,i)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(t,s,{useDefault:i,reflect:n,wrapped:r},o){i&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,o??s??this[t]),r!==!0||o!==void 0)||(this._$AL.has(t)||(this.hasUpdated||i||(s=void 0),this._$AL.set(t,s)),n===!0&&this._$Em!==t&&(this._$Eq??=new Set).add(t))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(s){Promise.reject(s)}const t=this.scheduleUpdate();return t!=null&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(const[n,r]of this._$Ep)this[n]=r;this._$Ep=void 0}const i=this.constructor.elementProperties;if(i.size>0)for(const[n,r]of i){const{wrapped:o}=r,l=this[n];o!==!0||this._$AL.has(n)||l===void 0||this.C(n,void 0,r,l)}}let t=!1;const s=this._$AL;try{t=this.shouldUpdate(s),t?(this.willUpdate(s),this._$EO?.forEach(i=>i.hostUpdate?.()),this.update(s)):this._$EM()}catch(i){throw t=!1,this._$EM(),i}t&&this._$AE(s)}willUpdate(t){}_$AE(t){this._$EO?.forEach(s=>s.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t)),this.updated(t)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}update(t){this._$Eq&&=this._$Eq.forEach(s=>this._$ET(s,this[s])),this._$EM()}updated(t){}firstUpdated(t){}};V.elementStyles=[],V.shadowRootOptions={mode:"open"},V[st("elementProperties")]=new Map,V[st("finalized")]=new Map,Be?.({ReactiveElement:V}),(gt.reactiveElementVersions??=[]).push("2.1.2");const Ot=globalThis,Ft=e=>e,pt=Ot.trustedTypes,Kt=pt?pt.createPolicy("lit-html",{createHTML:e=>e}):void 0,$e="$lit$",E=`lit$${Math.random().toFixed(9).slice(2)}$`,ke="?"+E,qe=`<${ke}>`,U=document,it=()=>U.createComment(""),nt=e=>e===null||typeof e!="object"&&typeof e!="function",zt=Array.isArray,Fe=e=>zt(e)||typeof e?.[Symbol.iterator]=="function",vt=`[ 	
\f\r]`,tt=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Vt=/-->/g,Gt=/>/g,O=RegExp(`>|${vt}(?:([^\\s"'>=/]+)(${vt}*=${vt}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Yt=/'/g,Jt=/"/g,xe=/^(?:script|style|textarea|title)$/i,Ae=e=>(t,...s)=>({_$litType$:e,strings:t,values:s}),h=Ae(1),y=Ae(2),D=Symbol.for("lit-noChange"),d=Symbol.for("lit-nothing"),Zt=new WeakMap,L=U.createTreeWalker(U,129);function Se(e,t){if(!zt(e)||!e.hasOwnProperty("raw"))throw Error("invalid template strings array");return Kt!==void 0?Kt.createHTML(t):t}const Ke=(e,t)=>{const s=e.length-1,i=[];let n,r=t===2?"<svg>":t===3?"<math>":"",o=tt;for(let l=0;l<s;l++){const a=e[l];let u,g,c=-1,p=0;for(;p<a.length&&(o.lastIndex=p,g=o.exec(a),g!==null);)p=o.lastIndex,o===tt?g[1]==="!--"?o=Vt:g[1]!==void 0?o=Gt:g[2]!==void 0?(xe.test(g[2])&&(n=RegExp("</"+g[2],"g")),o=O):g[3]!==void 0&&(o=O):o===O?g[0]===">"?(o=n??tt,c=-1):g[1]===void 0?c=-2:(c=o.lastIndex-g[2].length,u=g[1],o=g[3]===void 0?O:g[3]==='"'?Jt:Yt):o===Jt||o===Yt?o=O:o===Vt||o===Gt?o=tt:(o=O,n=void 0);const f=o===O&&e[l+1].startsWith("/>")?" ":"";r+=o===tt?a+qe:c>=0?(i.push(u),a.slice(0,c)+$e+a.slice(c)+E+f):a+E+(c===-2?l:f)}return[Se(e,r+(e[s]||"<?>")+(t===2?"</svg>":t===3?"</math>":"")),i]};class rt{constructor({strings:t,_$litType$:s},i){let n;this.parts=[];let r=0,o=0;const l=t.length-1,a=this.parts,[u,g]=Ke(t,s);if(this.el=rt.createElement(u,i),L.currentNode=this.el.content,s===2||s===3){const c=this.el.content.firstChild;c.replaceWith(...c.childNodes)}for(;(n=L.nextNode())!==null&&a.length<l;){if(n.nodeType===1){if(n.hasAttributes())for(const c of n.getAttributeNames())if(c.endsWith($e)){const p=g[o++],f=n.getAttribute(c).split(E),w=/([.?@])?(.*)/.exec(p);a.push({type:1,index:r,name:w[2],strings:f,ctor:w[1]==="."?Ge:w[1]==="?"?Ye:w[1]==="@"?Je:yt}),n.removeAttribute(c)}else c.startsWith(E)&&(a.push({type:6,index:r}),n.removeAttribute(c));if(xe.test(n.tagName)){const c=n.textContent.split(E),p=c.length-1;if(p>0){n.textContent=pt?pt.emptyScript:"";for(let f=0;f<p;f++)n.append(c[f],it()),L.nextNode(),a.push({type:2,index:++r});n.append(c[p],it())}}}else if(n.nodeType===8)if(n.data===ke)a.push({type:2,index:r});else{let c=-1;for(;(c=n.data.indexOf(E,c+1))!==-1;)a.push({type:7,index:r}),c+=E.length-1}r++}}static createElement(t,s){const i=U.createElement("template");return i.innerHTML=t,i}}function Y(e,t,s=e,i){if(t===D)return t;let n=i!==void 0?s._$Co?.[i]:s._$Cl;const r=nt(t)?void 0:t._$litDirective$;return n?.constructor!==r&&(n?._$AO?.(!1),r===void 0?n=void 0:(n=new r(e),n._$AT(e,s,i)),i!==void 0?(s._$Co??=[])[i]=n:s._$Cl=n),n!==void 0&&(t=Y(e,n._$AS(e,t.values),n,i)),t}class Ve{constructor(t,s){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=s}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){const{el:{content:s},parts:i}=this._$AD,n=(t?.creationScope??U).importNode(s,!0);L.currentNode=n;let r=L.nextNode(),o=0,l=0,a=i[0];for(;a!==void 0;){if(o===a.index){let u;a.type===2?u=new Z(r,r.nextSibling,this,t):a.type===1?u=new a.ctor(r,a.name,a.strings,this,t):a.type===6&&(u=new Ze(r,this,t)),this._$AV.push(u),a=i[++l]}o!==a?.index&&(r=L.nextNode(),o++)}return L.currentNode=U,n}p(t){let s=0;for(const i of this._$AV)i!==void 0&&(i.strings!==void 0?(i._$AI(t,i,s),s+=i.strings.length-2):i._$AI(t[s])),s++}}class Z{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(t,s,i,n){this.type=2,this._$AH=d,this._$AN=void 0,this._$AA=t,this._$AB=s,this._$AM=i,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let t=this._$AA.parentNode;const s=this._$AM;return s!==void 0&&t?.nodeType===11&&(t=s.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(t,s=this){t=Y(this,t,s),nt(t)?t===d||t==null||t===""?(this._$AH!==d&&this._$AR(),this._$AH=d):t!==this._$AH&&t!==D&&this._(t):t._$litType$!==void 0?this.$(t):t.nodeType!==void 0?this.T(t):Fe(t)?this.k(t):this._(t)}O(t){return this._$AA.parentNode.insertBefore(t,this._$AB)}T(t){this._$AH!==t&&(this._$AR(),this._$AH=this.O(t))}_(t){this._$AH!==d&&nt(this._$AH)?this._$AA.nextSibling.data=t:this.T(U.createTextNode(t)),this._$AH=t}$(t){const{values:s,_$litType$:i}=t,n=typeof i=="number"?this._$AC(t):(i.el===void 0&&(i.el=rt.createElement(Se(i.h,i.h[0]),this.options)),i);if(this._$AH?._$AD===n)this._$AH.p(s);else{const r=new Ve(n,this),o=r.u(this.options);r.p(s),this.T(o),this._$AH=r}}_$AC(t){let s=Zt.get(t.strings);return s===void 0&&Zt.set(t.strings,s=new rt(t)),s}k(t){zt(this._$AH)||(this._$AH=[],this._$AR());const s=this._$AH;let i,n=0;for(const r of t)n===s.length?s.push(i=new Z(this.O(it()),this.O(it()),this,this.options)):i=s[n],i._$AI(r),n++;n<s.length&&(this._$AR(i&&i._$AB.nextSibling,n),s.length=n)}_$AR(t=this._$AA.nextSibling,s){for(this._$AP?.(!1,!0,s);t!==this._$AB;){const i=Ft(t).nextSibling;Ft(t).remove(),t=i}}setConnected(t){this._$AM===void 0&&(this._$Cv=t,this._$AP?.(t))}}class yt{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,s,i,n,r){this.type=1,this._$AH=d,this._$AN=void 0,this.element=t,this.name=s,this._$AM=n,this.options=r,i.length>2||i[0]!==""||i[1]!==""?(this._$AH=Array(i.length-1).fill(new String),this.strings=i):this._$AH=d}_$AI(t,s=this,i,n){const r=this.strings;let o=!1;if(r===void 0)t=Y(this,t,s,0),o=!nt(t)||t!==this._$AH&&t!==D,o&&(this._$AH=t);else{const l=t;let a,u;for(t=r[0],a=0;a<r.length-1;a++)u=Y(this,l[i+a],s,a),u===D&&(u=this._$AH[a]),o||=!nt(u)||u!==this._$AH[a],u===d?t=d:t!==d&&(t+=(u??"")+r[a+1]),this._$AH[a]=u}o&&!n&&this.j(t)}j(t){t===d?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,t??"")}}class Ge extends yt{constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===d?void 0:t}}class Ye extends yt{constructor(){super(...arguments),this.type=4}j(t){this.element.toggleAttribute(this.name,!!t&&t!==d)}}class Je extends yt{constructor(t,s,i,n,r){super(t,s,i,n,r),this.type=5}_$AI(t,s=this){if((t=Y(this,t,s,0)??d)===D)return;const i=this._$AH,n=t===d&&i!==d||t.capture!==i.capture||t.once!==i.once||t.passive!==i.passive,r=t!==d&&(i===d||n);n&&this.element.removeEventListener(this.name,this,i),r&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}}class Ze{constructor(t,s,i){this.element=t,this.type=6,this._$AN=void 0,this._$AM=s,this.options=i}get _$AU(){return this._$AM._$AU}_$AI(t){Y(this,t)}}const Qe={I:Z},Xe=Ot.litHtmlPolyfillSupport;Xe?.(rt,Z),(Ot.litHtmlVersions??=[]).push("3.3.3");const ts=(e,t,s)=>{const i=s?.renderBefore??t;let n=i._$litPart$;if(n===void 0){const r=s?.renderBefore??null;i._$litPart$=n=new Z(t.insertBefore(it(),r),r,void 0,s??{})}return n._$AI(e),n};const Lt=globalThis;let k=class extends V{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){const t=super.createRenderRoot();return this.renderOptions.renderBefore??=t.firstChild,t}update(t){const s=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(t),this._$Do=ts(s,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return D}};k._$litElement$=!0,k.finalized=!0,Lt.litElementHydrateSupport?.({LitElement:k});const es=Lt.litElementPolyfillSupport;es?.({LitElement:k});(Lt.litElementVersions??=[]).push("4.2.2");const ss={attribute:!0,type:String,converter:ut,reflect:!1,hasChanged:Rt},is=(e=ss,t,s)=>{const{kind:i,metadata:n}=s;let r=globalThis.litPropertyMetadata.get(n);if(r===void 0&&globalThis.litPropertyMetadata.set(n,r=new Map),i==="setter"&&((e=Object.create(e)).wrapped=!0),r.set(s.name,e),i==="accessor"){const{name:o}=s;return{set(l){const a=t.get.call(this);t.set.call(this,l),this.requestUpdate(o,a,e,!0,l)},init(l){return l!==void 0&&this.C(o,void 0,e,l),l}}}if(i==="setter"){const{name:o}=s;return function(l){const a=this[o];t.call(this,l),this.requestUpdate(o,a,e,!0,l)}}throw Error("Unsupported decorator location: "+i)};function _(e){return(t,s)=>typeof s=="object"?is(e,t,s):((i,n,r)=>{const o=n.hasOwnProperty(r);return n.constructor.createProperty(r,i),o?Object.getOwnPropertyDescriptor(n,r):void 0})(e,t,s)}function m(e){return _({...e,state:!0,attribute:!1})}const ns=(e,t,s)=>(s.configurable=!0,s.enumerable=!0,Reflect.decorate&&typeof t!="object"&&Object.defineProperty(e,t,s),s);function R(e,t){return(s,i,n)=>{const r=o=>o.renderRoot?.querySelector(e)??null;return ns(s,i,{get(){return r(this)}})}}const bt="home-assistant";function v(e){return t=>{const s=()=>{customElements.get(e)||customElements.define(e,t)};document.querySelector(bt)&&!customElements.get(bt)?customElements.whenDefined(bt).then(s):s()}}const rs={kind_motion:"Gerakan",kind_person:"Orang",kind_vehicle:"Kendaraan",kind_line_crossing:"Garis dilewati",kind_intrusion:"Penyusupan",kind_region_entered:"Masuk zona",kind_region_left:"Keluar zona",kind_loitering:"Mondar-mandir",kind_crowd:"Kerumunan",kind_illegal_parking:"Parkir liar",kind_left_object:"Barang ditinggal",kind_taken_object:"Barang diambil",kind_flooding:"Banjir",kind_tamper:"Kamera diganggu",kind_scene_change:"Arah kamera berubah",kind_defocus:"Gambar kabur",kind_dirty_lens:"Lensa kotor",kind_video_loss:"Gambar hilang",kind_frozen:"Gambar beku",kind_disk_problem:"Disk perekam",kind_recording_failure:"Tidak merekam",kind_network_problem:"Jaringan perekam",kind_illegal_access:"Percobaan masuk ke perekam",kind_recorder_trouble:"Gangguan perekam",kind_manual:"Laporan",kind_drill:"Latihan"},os={kind_motion:"Movement",kind_person:"Person",kind_vehicle:"Vehicle",kind_line_crossing:"Line crossed",kind_intrusion:"Intrusion",kind_region_entered:"Zone entered",kind_region_left:"Zone left",kind_loitering:"Loitering",kind_crowd:"Crowd",kind_illegal_parking:"Illegal parking",kind_left_object:"Thing left behind",kind_taken_object:"Thing taken away",kind_flooding:"Flooding",kind_tamper:"Camera tampered with",kind_scene_change:"Camera was turned",kind_defocus:"Picture out of focus",kind_dirty_lens:"Dirty lens",kind_video_loss:"Picture lost",kind_frozen:"Picture frozen",kind_disk_problem:"Recorder's disk",kind_recording_failure:"Nothing is recorded",kind_network_problem:"Recorder's network",kind_illegal_access:"Attempts to log in to the recorder",kind_recorder_trouble:"Trouble with the recorder",kind_manual:"Report",kind_drill:"Drill"},Te={live:"Live",stills:"Stills",connecting:"Waiting for the picture",since:"Picture of {time}",since_day:"Picture of {day}, {time}",empty:"Empty slot",empty_do:"Residents may fill this slot",hidden:"Not shown here",hidden_do:"Whoever filled this slot has chosen so",offline:"Camera is off",offline_do:"Look at its power and its cable",wrong_password:"Recorder can't log in to the camera",wrong_password_do:"Set the camera's password on the recorder",unsupported:"This picture can't be played",unsupported_do:"Set the sub-stream to H.264 on the recorder",no_picture:"No picture",no_picture_do:"The hub keeps trying by itself",refused:"Recorder refuses the password",refused_do:"Ask the administrator to set it anew",recorder_off:"Recorder doesn't answer",recorder_off_do:"Look at the recorder's power and network cable",slot:"Slot {number}",pemkot:"City",swadaya:"Residents",korporasi:"Company",siang:"Day",ronda:"Night watch",siaga:"On alert",libur:"Holiday",on_shift:"On duty: {names}",hub_lost:"No connection to Home Assistant since {time}; trying again by itself",loading:"Loading the wall",nothing:"There is no recorder yet. Add it in Settings › Devices & services › CCTV RT.",link_connected:"City connected",link_waiting:"City: waiting",link_broken:"City not connected",emergency:"Emergency",watch:"Watch out",information:"Note",take:"I'll see to it",taken_by:"{name} sees to it",times:"{count} times",more:"{count} more waiting",at_recorder:"Recorder",began:"since {time}",sound_off:"Touch the screen to turn the sound on",full_screen:"Full screen",back:"Back",wall:"CCTV wall",slots:"Slots",incidents:"Incidents",no_incidents:"All quiet. No open incident.",incident_nothing:"It is nothing",incident_help:"Call everybody",incident_close:"Done",report:"Report",report_text:"What is going on?",report_send:"Report it",report_sent:"Reported. The people on duty are being told.",failed:"That didn't work. Try again, or ask the administrator.",too_late:"Somebody was quicker, or it is over.",recorder:"Recorder",recorder_ok:"connected",recorder_bad:"not connected",alarms_bad:"its alarms don't come through",card_slot:"RT slot",card_slot_about:"Live picture of one slot of the RT's recorder.",card_incidents:"RT incidents",card_incidents_about:"Open incidents, with buttons for volunteers.",card_report:"RT report",card_report_about:"Report something to the people on duty.",card_recorders:"RT recorders",card_recorders_about:"Whether the RT's recorders are well.",card_zones:"RT zones",card_zones_about:"Draw where the hub should look on a slot's picture.",card_displays:"RT displays",card_displays_about:"Pair displays and log them out.",strategy_about:"Slots, incidents and recorders of the RT.",resident_view:"The RT's cameras",no_slots_for_you:"No slot is shown to residents yet. Whoever filled a slot may decide so.",slot_missing:"This slot isn't there, or isn't shown to you.",choose_slot:"Slot",zones:"Zones",zone_new:"New zone",zone_name:"Name",zone_kinds:"Look for",zone_all:"everything",zone_ignored:"Ignore this part (trees, flags, a road behind)",zone_near:"Near: a person here is so tall",zone_far:"Far: a person here is so tall",zone_draw:"Touch the picture to set the corners. Touch the first corner to close the zone.",zone_undo:"Take back the last corner",zone_delete:"Delete",zone_save:"Save",zone_saved:"Saved.",zone_try:"Try",zone_try_about:"What the hub sees now",zone_no_picture:"There is no picture to draw on now. Try again when the slot is live.",displays:"Displays",display_none:"No display is paired.",display_code:"Code on the display",display_name:"Name of the display",display_acknowledges:"Its button “I'll see to it” counts for everybody",display_pair:"Pair",display_paired:"Paired. The display opens the wall by itself.",display_remove:"Log out",display_how:"Open {url} on the display. It shows a code; type it here.",display_wrong:"No display shows this code. Codes are good for ten minutes.",...os},as={live:"Langsung",stills:"Foto berkala",connecting:"Menunggu gambar",since:"Gambar sejak {time}",since_day:"Gambar sejak {day}, {time}",empty:"Slot kosong",empty_do:"Slot ini bisa diisi warga",hidden:"Tidak ditampilkan di sini",hidden_do:"Begitu pilihan pengisi slot ini",offline:"Kamera mati",offline_do:"Periksa listrik dan kabelnya",wrong_password:"Perekam tidak bisa masuk ke kamera",wrong_password_do:"Isi ulang kata sandi kamera di perekam",unsupported:"Gambar ini tidak bisa diputar",unsupported_do:"Atur sub-stream ke H.264 di perekam",no_picture:"Tidak ada gambar",no_picture_do:"Terus dicoba dengan sendirinya",refused:"Perekam menolak kata sandi",refused_do:"Minta pengurus mengisi ulang kata sandinya",recorder_off:"Perekam tidak menjawab",recorder_off_do:"Periksa listrik dan kabel jaringan perekam",slot:"Slot {number}",pemkot:"Pemkot",swadaya:"Swadaya",korporasi:"Perusahaan",siang:"Siang",ronda:"Ronda",siaga:"Siaga",libur:"Libur",on_shift:"Jaga: {names}",hub_lost:"Terputus dari Home Assistant sejak {time}; dicoba lagi dengan sendirinya",loading:"Memuat layar",nothing:"Belum ada perekam. Tambahkan di Pengaturan › Perangkat & layanan › CCTV RT.",link_connected:"Pemkot tersambung",link_waiting:"Pemkot: menunggu",link_broken:"Pemkot tidak tersambung",emergency:"Darurat",watch:"Waspada",information:"Catatan",take:"Saya tangani",taken_by:"Ditangani {name}",times:"{count} kali",more:"{count} lagi menunggu",at_recorder:"Perekam",began:"sejak {time}",sound_off:"Sentuh layar untuk menyalakan suara",full_screen:"Layar penuh",back:"Kembali",wall:"Layar CCTV",slots:"Slot",incidents:"Kejadian",no_incidents:"Aman. Tidak ada kejadian.",incident_nothing:"Bukan apa-apa",incident_help:"Panggil semua",incident_close:"Selesai",report:"Lapor",report_text:"Apa yang terjadi?",report_send:"Laporkan",report_sent:"Sudah dilaporkan. Petugas jaga sedang diberi tahu.",failed:"Belum berhasil. Coba lagi, atau hubungi pengurus.",too_late:"Sudah ada yang menangani, atau sudah selesai.",recorder:"Perekam",recorder_ok:"tersambung",recorder_bad:"tidak tersambung",alarms_bad:"alarmnya tidak sampai",card_slot:"Slot RT",card_slot_about:"Gambar langsung satu slot perekam RT.",card_incidents:"Kejadian RT",card_incidents_about:"Kejadian yang belum selesai, dengan tombol untuk petugas.",card_report:"Lapor RT",card_report_about:"Laporkan sesuatu kepada petugas jaga.",card_recorders:"Perekam RT",card_recorders_about:"Apakah perekam RT sehat.",card_zones:"Zona RT",card_zones_about:"Gambar bagian mana yang perlu diperhatikan.",card_displays:"Layar RT",card_displays_about:"Pasangkan layar dan keluarkan layar.",strategy_about:"Slot, kejadian, dan perekam RT.",resident_view:"Kamera RT",no_slots_for_you:"Belum ada slot untuk warga. Pengisi slot yang menentukan.",slot_missing:"Slot ini tidak ada, atau tidak ditampilkan untuk Anda.",choose_slot:"Slot",zones:"Zona",zone_new:"Zona baru",zone_name:"Nama",zone_kinds:"Perhatikan",zone_all:"semuanya",zone_ignored:"Abaikan bagian ini (pohon, bendera, jalan di belakang)",zone_near:"Dekat: setinggi ini orang di sini",zone_far:"Jauh: setinggi ini orang di sini",zone_draw:"Sentuh gambar untuk menaruh sudut. Sentuh sudut pertama untuk menutup zona.",zone_undo:"Batalkan sudut terakhir",zone_delete:"Hapus",zone_save:"Simpan",zone_saved:"Tersimpan.",zone_try:"Coba",zone_try_about:"Yang terlihat sekarang",zone_no_picture:"Belum ada gambar untuk digambari. Coba lagi bila slot ini hidup.",displays:"Layar",display_none:"Belum ada layar yang dipasangkan.",display_code:"Kode di layar",display_name:"Nama layar",display_acknowledges:"Tombol “Saya tangani” di layar ini berlaku untuk semua",display_pair:"Pasangkan",display_paired:"Sudah dipasangkan. Layar membuka sendiri.",display_remove:"Keluarkan",display_how:"Buka {url} di layar. Layar menampilkan kode; ketik di sini.",display_wrong:"Tidak ada layar dengan kode ini. Kode berlaku sepuluh menit.",...rs};function Ee(e){const t=e?.startsWith("en")?Te:as;return(s,i={})=>t[s].replace(/\{(\w+)\}/g,(n,r)=>String(i[r]??n))}function N(e){return Ee(e?.locale?.language??e?.language)}function ft(e,t){const s=`kind_${t}`;return s in Te?e(s):t.replaceAll("_"," ")}function ls(e){return e?.config?.time_zone}function Ce(e,t,s){const i=e?.locale?.language??e?.language??"id",n=new Date(t*1e3);try{return n.toLocaleString(i,{...s,timeZone:ls(e)})}catch{return n.toLocaleString("id",s)}}function J(e,t){return Ce(e,t,{hour:"2-digit",minute:"2-digit",hourCycle:"h23"}).replace(".",":")}function Ut(e,t){return Ce(e,t,{weekday:"long",day:"numeric",month:"long"})}function hs(e,t){return Number.parseInt(J(e,t),10)}class Dt{constructor(t=500,s=15e3,i=Math.random){this.first=t,this.limit=s,this.random=i,this.tries=0}next(){return Math.min(this.limit,this.first*2**this.tries++)*(.5+this.random()/2)}reset(){this.tries=0}}class cs{constructor(t){this.hass=t,this.snapshot=null,this.connected=!1,this.lostAt=null,this.ahead=0,this.listeners=new Set,this.backoff=new Dt(500,1e4),this.end=null,this.asked=0,this.timer=0,this.ready=()=>{this.end=null,this.ask()},this.disconnected=()=>{this.connected=!1,this.lostAt??=Date.now()/1e3,this.tell()}}now(){return Date.now()/1e3+this.ahead}listen(t){return this.listeners.size===0&&this.start(),this.listeners.add(t),()=>{this.listeners.delete(t),this.listeners.size===0&&this.stop()}}start(){this.hass.connection.addEventListener("ready",this.ready),this.hass.connection.addEventListener("disconnected",this.disconnected),this.ask()}stop(){this.hass.connection.removeEventListener("ready",this.ready),this.hass.connection.removeEventListener("disconnected",this.disconnected),this.letGo()}letGo(){window.clearTimeout(this.timer),this.asked+=1,this.end?.().catch(()=>{}),this.end=null}async ask(){window.clearTimeout(this.timer);const t=++this.asked;try{const s=await this.hass.connection.subscribeMessage(i=>t===this.asked&&this.take(i),{type:"rt_cctv/wall/subscribe"},{resubscribe:!1});t===this.asked?this.end=s:s().catch(()=>{})}catch{if(t!==this.asked)return;this.disconnected(),this.timer=window.setTimeout(()=>{this.ask()},this.backoff.next())}}take(t){this.backoff.reset(),this.snapshot=t,this.ahead=t.now-Date.now()/1e3,this.connected=!0,this.lostAt=null,this.tell()}tell(){for(const t of[...this.listeners])t()}}let $t=null;function wt(e){return $t?.connection!==e.connection&&($t={feed:new cs(e),connection:e.connection}),$t.feed}var ds=Object.defineProperty,Nt=(e,t,s,i)=>{for(var n=void 0,r=e.length-1,o;r>=0;r--)(o=e[r])&&(n=o(t,s,n)||n);return n&&ds(t,s,n),n};class $ extends k{constructor(){super(...arguments),this.snapshot=null,this.feed=null,this.forget=null}static{this.styles=M`
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
      /* Home Assistant's own primary colour is too light for white words. */
      background: #06618f;
      color: #fff;
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
  `}setConfig(t){this.config=t}getCardSize(){return 4}getGridOptions(){return{columns:12,min_columns:6}}get say(){return N(this.hass)}connectedCallback(){super.connectedCallback(),this.follow()}disconnectedCallback(){super.disconnectedCallback(),this.forget?.(),this.forget=this.feed=null}willUpdate(t){t.has("hass")&&!this.feed&&this.follow()}follow(){!this.hass||this.feed||(this.feed=wt(this.hass),this.forget=this.feed.listen(()=>this.snapshot=this.feed?.snapshot??null),this.snapshot=this.feed.snapshot)}}Nt([_({attribute:!1})],$.prototype,"hass");Nt([m()],$.prototype,"config");Nt([m()],$.prototype,"snapshot");var us=Object.defineProperty,ps=Object.getOwnPropertyDescriptor,W=(e,t,s,i)=>{for(var n=i>1?void 0:i?ps(t,s):t,r=e.length-1,o;r>=0;r--)(o=e[r])&&(n=(i?o(t,s,n):o(n))||n);return i&&n&&us(t,s,n),n};let C=class extends ${constructor(){super(...arguments),this.displays=[],this.page="",this.said="",this.asked=!1}updated(){this.asked||!this.snapshot?.admin||(this.asked=!0,this.list())}async list(){try{const e=await this.hass?.callWS({type:"rt_cctv/display/list"});this.displays=e?.displays??[],this.page=e?.page??""}catch{this.said=this.say("failed")}}render(){const{say:e,snapshot:t}=this;if(!t?.admin)return d;const s=new URLSearchParams(location.search).get("pair")??"";return h`<ha-card>
      <h2>${e("displays")}</h2>
      ${this.displays.length?d:h`<p>${e("display_none")}</p>`}
      ${this.displays.map(i=>h`<div class="row">
          <span class="grow">${i.name} · ${Ut(this.hass,Date.parse(i.paired_at)/1e3)}</span>
          <button class="quiet" @click=${()=>this.logOut(i)}>${e("display_remove")}</button>
        </div>`)}
      <p>${e("display_how",{url:`${location.origin}${this.page}`})}</p>
      <div class="row">
        <input class="code grow" inputmode="numeric" maxlength="7" .value=${s} placeholder=${e("display_code")}
          aria-label=${e("display_code")} />
        <input class="name grow" maxlength="60" value="Pos Kamling" aria-label=${e("display_name")} />
      </div>
      <div class="row">
        <label class="grow"><input class="counts" type="checkbox" checked style="min-height:0" />
          ${e("display_acknowledges")}</label>
        <button @click=${this.pair}>${e("display_pair")}</button>
      </div>
      <div role="status">${this.said}</div>
    </ha-card>`}async pair(){try{await this.hass?.callWS({type:"rt_cctv/display/pair",code:this.code.value.replaceAll(/\D/g,""),name:this.called.value.trim(),acknowledges:this.counts.checked}),this.code.value="",this.said=this.say("display_paired")}catch{this.said=this.say("display_wrong")}await this.list()}async logOut({id:e}){try{await this.hass?.callWS({type:"rt_cctv/display/remove",display:e}),this.said=""}catch{this.said=this.say("failed")}await this.list()}};W([m()],C.prototype,"displays",2);W([m()],C.prototype,"page",2);W([m()],C.prototype,"said",2);W([R("input.code")],C.prototype,"code",2);W([R("input.name")],C.prototype,"called",2);W([R("input.counts")],C.prototype,"counts",2);C=W([v("rt-cctv-displays-card")],C);var fs=Object.defineProperty,ms=Object.getOwnPropertyDescriptor,at=(e,t,s,i)=>{for(var n=i>1?void 0:i?ms(t,s):t,r=e.length-1,o;r>=0;r--)(o=e[r])&&(n=(i?o(t,s,n):o(n))||n);return i&&n&&fs(t,s,n),n};const gs=4,ys=3e3;let j=class extends k{constructor(){super(...arguments),this.path=null,this.label="",this.url=null,this.timer=0}disconnectedCallback(){super.disconnectedCallback(),this.forget()}connectedCallback(){super.connectedCallback(),this.hasUpdated&&this.fetch(1)}updated(e){e.has("path")&&(this.forget(),this.fetch(1))}forget(){window.clearTimeout(this.timer),this.url&&URL.revokeObjectURL(this.url),this.url=null}async fetch(e){const{path:t,hass:s}=this;if(!(!t||!s||!this.isConnected))try{const i=await s.fetchWithAuth(t,{signal:AbortSignal.timeout(1e4)});if(i.status!==200)throw new Error(String(i.status));const n=await i.blob();t===this.path&&this.isConnected&&(this.url=URL.createObjectURL(n))}catch{e<gs&&t===this.path&&(this.timer=window.setTimeout(()=>{this.fetch(e+1)},ys))}}render(){return this.url?h`<img src=${this.url} alt=${this.label} />`:d}};j.styles=M`
    :host {
      display: block;
    }
    img {
      display: block;
      width: 100%;
      height: 100%;
      object-fit: contain;
    }
  `;at([_({attribute:!1})],j.prototype,"hass",2);at([_()],j.prototype,"path",2);at([_()],j.prototype,"label",2);at([m()],j.prototype,"url",2);j=at([v("rt-cctv-evidence")],j);var ws=Object.defineProperty,_s=Object.getOwnPropertyDescriptor,Pe=(e,t,s,i)=>{for(var n=i>1?void 0:i?_s(t,s):t,r=e.length-1,o;r>=0;r--)(o=e[r])&&(n=(i?o(t,s,n):o(n))||n);return i&&n&&ws(t,s,n),n};const vs={take:"take",nothing:"incident_nothing",help:"incident_help",close:"incident_close"};let mt=class extends ${constructor(){super(...arguments),this.trouble=""}render(){const{say:e}=this,t=[...this.snapshot?.incidents??[]].sort((s,i)=>i.rank-s.rank||i.since-s.since);return h`<ha-card>
      <h2>${e("incidents")}</h2>
      ${t.length===0&&this.snapshot?h`<p>${e("no_incidents")}</p>`:d}
      ${t.map(s=>this.incident(s))}
      <div role="status">${this.trouble}</div>
    </ha-card>`}incident(e){const{say:t,hass:s}=this,i=this.snapshot?.slots.find(o=>!o.hidden&&o.key===e.key),n=i&&!i.hidden?`${i.number}. ${i.name}`:t("at_recorder"),r=e.count>1?`, ${t("times",{count:e.count})}`:"";return h`<article class=${e.severity}>
      <div><strong>${t(e.severity)}</strong> · ${ft(t,e.kind)}</div>
      <div>${n}, ${t("began",{time:J(s,e.since)})}${r}</div>
      ${e.text?h`<div>${e.text}</div>`:d}
      ${e.evidence?h`<rt-cctv-evidence .hass=${s} .path=${e.evidence} label=${n}></rt-cctv-evidence>`:d}
      ${e.acknowledged_by?h`<div>${t("taken_by",{name:e.acknowledged_by})}</div>`:d}
      ${e.may_act?this.buttons(e):d}
    </article>`}buttons(e){const t=e.stage==="open"?["take","nothing","help"]:["close","help"],s=this.snapshot?.volunteer?t:t.slice(0,1);return h`<div class="row">
      ${s.map((i,n)=>h`<button class=${n?"quiet":""} @click=${()=>this.answer(e,i)}>
          ${this.say(vs[i])}
        </button>`)}
    </div>`}async answer({entry:e,incident:t},s){this.trouble="";try{await this.hass?.callWS({type:"rt_cctv/incident/answer",entry:e,incident:t,verb:s})}catch(i){const n=i.code??"";this.trouble=this.say(n==="already"||n==="closed"?"too_late":"failed")}}};mt.styles=[$.styles,M`
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
    `];Pe([m()],mt.prototype,"trouble",2);mt=Pe([v("rt-cctv-incidents-card")],mt);var bs=Object.getOwnPropertyDescriptor,$s=(e,t,s,i)=>{for(var n=i>1?void 0:i?bs(t,s):t,r=e.length-1,o;r>=0;r--)(o=e[r])&&(n=o(n)||n);return n};let Qt=class extends ${render(){const{say:e,snapshot:t}=this;return h`<ha-card>
      <h2>${e("recorder")}</h2>
      ${(t?.recorders??[]).map(s=>h`<p>
          ${s.name}: ${e(s.connected?"recorder_ok":"recorder_bad")}${s.connected&&s.alarms===!1?`, ${e("alarms_bad")}`:""}
          ${s.mode?h`<br />${e(s.mode)}`:d}
          ${s.on_shift.length?h`<br />${e("on_shift",{names:s.on_shift.join(", ")})}`:d}
        </p>`)}
    </ha-card>`}};Qt=$s([v("rt-cctv-recorders-card")],Qt);var ks=Object.defineProperty,xs=Object.getOwnPropertyDescriptor,Q=(e,t,s,i)=>{for(var n=i>1?void 0:i?xs(t,s):t,r=e.length-1,o;r>=0;r--)(o=e[r])&&(n=(i?o(t,s,n):o(n))||n);return i&&n&&ks(t,s,n),n};const As=["information","watch","emergency"];let I=class extends ${constructor(){super(...arguments),this.said="",this.busy=!1}render(){const{say:e,snapshot:t}=this;if(!t?.volunteer)return d;const s=t.slots.filter(i=>!i.hidden&&i.status!=="empty");return h`<ha-card>
      <h2>${e("report")}</h2>
      <textarea rows="3" maxlength="200" style="width:100%" aria-label=${e("report_text")}
        placeholder=${e("report_text")}></textarea>
      <div class="row">
        <select class="place grow" aria-label=${e("choose_slot")}>
          ${t.recorders.map(i=>h`<option value="${i.entry}/">${i.name}</option>`)}
          ${s.map(i=>h`<option value="${i.entry}/${i.number}">${this.label(i)}</option>`)}
        </select>
        <select class="severity grow" aria-label=${e("report")}>
          ${As.map(i=>h`<option value=${i} ?selected=${i==="watch"}>${e(i)}</option>`)}
        </select>
        <button ?disabled=${this.busy} @click=${this.send}>${e("report_send")}</button>
      </div>
      <div role="status">${this.said}</div>
    </ha-card>`}label(e){return`${e.number}. ${e.hidden?"":e.name}`}async send(){const e=this.text.value.trim();if(!e){this.text.focus();return}const[t="",s=""]=this.place.value.split("/");this.busy=!0;try{await this.hass?.callWS({type:"rt_cctv/incident/report",entry:t,text:e,severity:this.severity.value,...s?{slot:Number(s)}:{}}),this.text.value="",this.said=this.say("report_sent")}catch{this.said=this.say("failed")}finally{this.busy=!1}}};Q([m()],I.prototype,"said",2);Q([m()],I.prototype,"busy",2);Q([R("textarea")],I.prototype,"text",2);Q([R("select.place")],I.prototype,"place",2);Q([R("select.severity")],I.prototype,"severity",2);I=Q([v("rt-cctv-report-card")],I);const Xt=12;function Ss(e,t,s){return e.hidden?{kind:"hidden"}:e.status==="empty"?{kind:"empty"}:t?.fresh?{kind:"live",stills:t.way==="stills"}:e.status==="offline"?K("offline"):e.status==="wrong_password"?K("wrong_password"):t!==null&&t.last!==null?{kind:"old",at:t.last}:s?t?.link==="refused"?K("refused"):(e.status==="unsupported"||t?.reason==="codec")&&(t?.silent??0)>Xt?K("unsupported"):t===null||t.silent<Xt?{kind:"wait"}:K("no_picture"):K("recorder_off")}function K(e){return{kind:"dark",why:e,todo:`${e}_do`}}function Ts(e){return!e.hidden&&!["empty","offline","wrong_password"].includes(e.status)}const Es={live:y`<circle cx="12" cy="12" r="6" fill="currentColor" />`,wait:y`<path d="M6 3h12M6 21h12M7 3c0 6 5 6 5 9s-5 3-5 9M17 3c0 6-5 6-5 9s5 3 5 9" />`,old:y`<circle cx="12" cy="12" r="9" /><path d="M12 6v6l4 3" />`,dark:y`<path d="M3 8h12v8H3zM15 11l6-3v8l-6-3M2 3l20 18" />`,empty:y`<path d="M12 5v14M5 12h14" />`,hidden:y`<path d="M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12zM4 20 20 4" />`,pemkot:y`<path d="M12 3 3 8v2h18V8zM5 11v7M12 11v7M19 11v7M3 20h18" />`,swadaya:y`<path d="M3 12 12 4l9 8M6 11v9h12v-9" />`,korporasi:y`<path d="M4 21V5h10v16M14 10h6v11M8 9h2M8 13h2M8 17h2" />`,alarm:y`<path d="M12 3 2 20h20zM12 9v6M12 17v1" />`,full:y`<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />`,sound:y`<path d="M4 9v6h4l5 4V5L8 9zM16 9l5 6M21 9l-5 6" />`,back:y`<path d="M11 5 4 12l7 7M4 12h16" />`,check:y`<path d="m4 13 5 5L20 6" />`};function b(e){return y`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor"
    stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">${Es[e]}</svg>`}function H(e){const t=e.getVideoPlaybackQuality();return{shown:t.totalVideoFrames-t.droppedVideoFrames,dropped:t.droppedVideoFrames}}function jt(e){e.pause(),e.srcObject=null,e.removeAttribute("src"),e.load()}class Cs{constructor(t,s,i,n){if(this.video=t,this.report=n,this.way="hls",this.stopped=!1,this.failed=()=>{this.stopped||this.report.ended("failed")},!t.canPlayType("application/vnd.apple.mpegurl")){queueMicrotask(()=>this.report.ended("unfit"));return}t.addEventListener("error",this.failed),this.begin(s,i)}async begin(t,s){try{const{url:i}=await t.callWS({type:"camera/stream",entity_id:s,format:"hls"});if(this.stopped)return;this.video.muted=!0,this.video.src=t.hassUrl(i),await this.video.play()}catch{this.failed()}}frames(){return H(this.video).shown}dropped(){return H(this.video).dropped}shownAt(){return null}stop(){this.stopped=!0,this.video.removeEventListener("error",this.failed),jt(this.video)}}async function Ps(e,t,s=30){return(await e.callWS({type:"auth/sign_path",path:t,expires:s})).path}const Ms=.01,Rs=60,Os=.1,zs=.5,Ls=.01;class Us{constructor(){this.mean=null,this.media=null}note(t,s){if(this.media!==null&&t>this.media&&s>0){const i=(t-this.media)/s;this.mean=this.mean===null?i:this.mean+(i-this.mean)*Os}this.media=t}get seconds(){if(this.mean===null||this.mean<=0)return null;const t=Math.round(1/this.mean);return t>=1&&t<=Rs&&Math.abs(1/this.mean-t)<.25?1/t:null}}class Ds{constructor(t){this.period=t,this.offset=null}note(t){this.offset??=t;const s=this.since(t),i=s-Math.round(s/this.period)*this.period;this.offset+=i*(i<0?zs:Ls)}since(t){return t-(this.offset??0)}}function Ns(e,t,s){const i=e-Math.round(e/t)*t,n=Math.abs(i)<Ms?0:i;return s-n>t?n+t:n>0&&n>s?n-t:n}function js(e){const t=new DataView(e.buffer,e.byteOffset,e.byteLength);let s=0;for(let i=0;i+8<=e.length;){const n=t.getUint32(i);if(t.getUint32(i+4)===1836019558&&(s+=1),n<8)break;i+=n}return s}const te=20;function Is(e){if(e.byteLength<te)return null;const t=new DataView(e),s=t.getUint8(1);return{init:t.getUint8(0)===0,key:(s&1)!==0,backlog:(s&2)!==0,gap:(s&4)!==0,channel:t.getUint16(2),wall:t.getFloat64(4),media:t.getFloat64(12),data:new Uint8Array(e,te)}}function Hs(e){try{const t=JSON.parse(e);return["state","start","denied","pong"].includes(t.is)?t:null}catch{return null}}const Ws="/api/rt_cctv/live",ee=4e3,Bs=9e3,qs=65535,dt=150;class Fs{constructor(t){this.hass=t,this.socket=null,this.channels=new Map,this.lastChannel=0,this.backoff=new Dt,this.opening=!1,this.timer=0,this.heard=0,this.sent=0,this.ahead=null,this.roundTrip=1/0,this.beat=new Ds(dt/1e3)}update(t){this.hass=t}now(){return Date.now()/1e3+(this.ahead??0)}watch(t,s){const i=this.freeChannel();return this.channels.set(i,{slot:t,to:s}),this.isOpen()?this.say({do:"watch",channel:i,slot:t,group:dt}):this.open(),()=>{this.channels.delete(i)&&(this.isOpen()&&this.say({do:"stop",channel:i}),this.channels.size===0&&this.close())}}freeChannel(){do this.lastChannel=this.lastChannel%qs+1;while(this.channels.has(this.lastChannel));return this.lastChannel}isOpen(){return this.socket?.readyState===WebSocket.OPEN}say(t){this.socket?.send(JSON.stringify(t))}async open(){if(!(this.opening||this.socket||this.channels.size===0)){this.opening=!0,window.clearTimeout(this.timer);try{const t=await Ks(Ps(this.hass,Ws),5e3);this.channels.size>0&&this.connect(t)}catch{this.openLater()}finally{this.opening=!1}}}connect(t){const s=new URL(this.hass.hassUrl(t),location.href);s.protocol=s.protocol.replace("http","ws");const i=new WebSocket(s);i.binaryType="arraybuffer",this.socket=i,this.heard=performance.now(),i.onopen=()=>{this.heard=performance.now();for(const[n,{slot:r}]of this.channels)this.say({do:"watch",channel:n,slot:r,group:dt});this.ping()},i.onmessage=n=>{i===this.socket&&this.take(n.data)},i.onclose=()=>{i===this.socket&&this.broke()},this.timer=window.setTimeout(()=>this.look(),ee)}take(t){if(this.heard=performance.now(),typeof t!="string"){const i=Is(t);i&&!i.init&&!i.backlog&&this.beat.note(this.heard/1e3),i&&this.channels.get(i.channel)?.to.fragment(i);return}const s=Hs(t);s?.is==="pong"?this.setClock(s.now):s&&this.channels.get(s.channel)?.to.said(s)}ping(){this.sent=performance.now(),this.say({do:"ping",id:1})}setClock(t){this.backoff.reset();const s=performance.now()-this.sent,i=t+s/2e3-Date.now()/1e3;(s<=this.roundTrip*1.5||Math.abs(i-(this.ahead??0))>2)&&(this.ahead=i,this.roundTrip=s)}look(){if(performance.now()-this.heard>Bs){this.broke();return}this.isOpen()&&this.ping(),this.timer=window.setTimeout(()=>this.look(),ee)}broke(){this.close();for(const{to:t}of[...this.channels.values()])t.broken();this.openLater()}openLater(){this.channels.size!==0&&(window.clearTimeout(this.timer),this.timer=window.setTimeout(()=>{this.open()},this.backoff.next()))}close(){window.clearTimeout(this.timer);const t=this.socket;this.socket=null,t&&(t.onclose=t.onmessage=t.onopen=null,t.close())}}async function Ks(e,t){let s=0;const i=new Promise((n,r)=>{s=window.setTimeout(()=>r(new Error("timeout")),t)});return Promise.race([e,i]).finally(()=>window.clearTimeout(s))}let kt=null;function xt(e){return kt??=new Fs(e),kt.update(e),kt}const Vs=500;class Gs{constructor(t){this.video=t,this.excused=0,this.seen=0,this.moved=!0,this.calmFrom=0}get count(){return H(this.video).dropped-this.excused}get moving(){const{playbackRate:t,seeking:s}=this.video;return t!==1||s||performance.now()<this.calmFrom}setRate(t){this.video.playbackRate!==t&&(this.video.playbackRate=t,this.calmFrom=performance.now()+Vs)}begin(){this.excused=this.seen=0,this.moved=!0}look(){const{dropped:t}=H(this.video),s=this.moved;this.moved=this.moving,(s||this.moved)&&(this.excused+=t-this.seen),this.seen=t}}const se=.12,Ys=1.2,ie=.03,Js=.99,ne=.05,Zs=.015,re=.05,Qs=.5,Xs=5,ti=5,ei=160,si=1.12,ii=.16;function oe(e){return Math.ceil(e/ne-1e-9)*ne}class ni{constructor(t=0){this.gap=t,this.extra=0,this.calm=0,this.calmWanted=ti,this.arrived=null,this.began=null,this.rate=1,this.held=se,this.settle()}get aim(){return this.held}settle(){const t=Math.min(Ys,Math.max(se,this.gap+ie+this.extra));t>this.held?this.held=oe(t):this.held=Math.min(this.held,oe(t+Zs))}arrival(t){if(this.arrived!==null){const s=Math.min(1,t-this.arrived);this.gap=Math.max(s,this.gap*Js)}this.began??=t,this.arrived=t,this.settle()}restart(){this.arrived=this.began=null,this.rate=1}dropped(){return this.calm=0,this.extra>=Qs?!1:(this.extra+=re,this.settle(),this.calmWanted=Math.min(this.calmWanted*2,ei),!0)}ranDry(t){this.arrived===null||this.began===null||t-this.began<Xs||t-this.arrived<=this.gap+ie&&this.dropped()}kept(){this.extra<=0||++this.calm<this.calmWanted||(this.calm=0,this.extra=Math.max(0,this.extra-re),this.settle())}step(t){return t>this.aim+1.2?(this.rate=1,{jump:!0}):(t>this.aim+ii?this.rate=si:t<=this.aim&&(this.rate=1),{jump:!1,rate:this.rate})}}const ae=4,ri=12;function le(){return window.MediaSource??window.ManagedMediaSource}const At=.08;class oi{constructor(t,s,i,n){this.video=t,this.line=s,this.report=n,this.way="mse",this.source=null,this.buffer=null,this.mime="",this.waiting=[],this.nextMime=null,this.init=null,this.broken=!1,this.pace=new ni(dt/1e3),this.interval=new Us,this.media=0,this.shifting=0,this.shown=0,this.url=null,this.offset=null,this.jumpToNewest=!1,this.ranDry=()=>{!this.drops.moving&&!this.jumpToNewest&&this.pace.ranDry(performance.now()/1e3)},this.failed=()=>this.report.ended("failed"),this.drops=new Gs(t),t.addEventListener("error",this.failed),t.addEventListener("waiting",this.ranDry),this.unwatch=s.watch(i,{said:r=>this.said(r),fragment:r=>this.take(r),broken:()=>{this.broken=!0,n.link("line",null,s.now())}})}frames(){return this.video.seeking||(this.shown=H(this.video).shown),this.shown}dropped(){return this.drops.count}strained(){return this.pace.dropped()}eased(){this.pace.kept()}shownAt(){return this.offset===null||this.frames()<=0?null:this.video.currentTime+this.offset}stop(){this.unwatch(),window.clearTimeout(this.shifting),this.video.removeEventListener("error",this.failed),this.video.removeEventListener("waiting",this.ranDry),this.waiting.length=0,this.buffer=null,this.source=null,jt(this.video),this.url&&URL.revokeObjectURL(this.url),this.url=null}said(t){switch(t.is){case"state":this.report.link(t.state,t.reason,t.since),t.state==="live"&&t.reason==="codec"&&this.report.ended("unfit");break;case"denied":this.report.link("denied",t.reason,0),this.report.ended(t.reason==="too_many"?"unfit":"failed");break;case"start":this.begin(t.mime)}}begin(t){if(!le()?.isTypeSupported(t)){this.report.ended("unfit");return}this.waiting.length=0,this.jumpToNewest=!0,this.nextMime=t}goOn(t,s){const i=le();i&&(this.source===null||this.broken||s<this.newest()-.05)&&(this.broken=!1,this.buffer=null,this.open(i)),this.waiting.push(t)}newest(){const t=this.buffer?.buffered;return t?.length?t.end(t.length-1):0}open(t){const s=new t;this.source=s,s.onsourceopen=()=>{if(s!==this.source||!this.nextMime)return;s.duration=1/0,this.mime=this.nextMime,this.nextMime=null;const i=s.addSourceBuffer(this.mime);this.buffer=i,i.onupdateend=()=>this.appended(),i.onerror=this.failed,this.flush()},this.drops.begin(),this.video.disableRemotePlayback=!0,this.video.muted=!0,this.url&&URL.revokeObjectURL(this.url),this.url=URL.createObjectURL(s),this.video.src=this.url}take(t){if(t.init){this.init=t.data;return}this.init&&(this.goOn(this.init,t.media),this.init=null),t.gap||t.backlog?(this.jumpToNewest=!0,this.pace.restart()):this.pace.arrival(performance.now()/1e3),this.offset=t.wall-t.media,this.media=t.media,this.interval.note(t.media,js(t.data)),this.waiting.push(t.data),this.flush()}flush(){const t=this.buffer;if(!(!t||t.updating||this.waiting.length===0||this.video.error))try{this.nextMime&&(this.nextMime!==this.mime&&t.changeType(this.nextMime),this.mime=this.nextMime,this.nextMime=null),t.appendBuffer(ai(this.waiting)),this.waiting.length=0}catch(s){(!(s instanceof DOMException&&s.name==="QuotaExceededError")||!this.trim(0))&&this.failed()}}appended(){this.hold(),this.trim(ri)||this.flush()}trim(t){const{buffer:s,video:i}=this;if(!s||s.updating||s.buffered.length===0)return!1;const n=s.buffered.start(0);return i.currentTime-n<=Math.max(t,ae)?!1:(s.remove(n,i.currentTime-ae),!0)}hold(){const{buffer:t,video:s}=this;if(!t||t.buffered.length===0)return;this.drops.look();const i=t.buffered.length-1,n=t.buffered.end(i),r=s.currentTime<t.buffered.start(i),o=this.pace.step(n-s.currentTime);this.jumpToNewest||r||o.jump?(s.currentTime=Math.max(t.buffered.start(i),n-this.pace.aim),s.playbackRate=1,this.jumpToNewest=!1):o.rate!==1?this.drops.setRate(o.rate):this.shifting||(this.drops.setRate(1),this.align(n-s.currentTime-this.pace.aim)),s.paused&&s.play().catch(()=>{})}align(t){const s=this.interval.seconds;if(s===null||this.video.paused||this.video.seeking)return;const i=performance.now()/1e3+this.media-this.video.currentTime,n=Ns(this.line.beat.since(i-this.pace.aim),s,t);n!==0&&(this.drops.setRate(n>0?1+At:1-At),this.shifting=window.setTimeout(()=>{this.shifting=0,this.drops.setRate(1)},Math.abs(n)/At*1e3))}}function ai(e){const[t]=e;if(t&&e.length===1)return t;const s=new Uint8Array(e.reduce((n,r)=>n+r.length,0));let i=0;for(const n of e)s.set(n,i),i+=n.length;return s}const li=1e3,hi=8e3,ci=4;class di{constructor(t,s,i,n,r){this.image=t,this.hass=s,this.camera=i,this.report=n,this.now=r,this.way="stills",this.shown=0,this.at=null,this.timer=0,this.stopped=!1,this.failures=0,this.last=new Uint8Array,this.url=null,this.abort=new AbortController,this.next()}frames(){return this.shown}dropped(){return 0}shownAt(){return this.at}stop(){this.stopped=!0,this.abort.abort(),window.clearTimeout(this.timer),this.image.removeAttribute("src"),this.url&&URL.revokeObjectURL(this.url)}async next(){const t=performance.now();try{const i=AbortSignal.any([this.abort.signal,AbortSignal.timeout(hi)]),n=await this.hass().fetchWithAuth(`/api/camera_proxy/${this.camera}`,{signal:i});if(!n.ok)throw new Error(String(n.status));this.show(new Uint8Array(await n.arrayBuffer())),this.failures=0}catch{this.failures+=1}if(this.stopped)return;if(this.failures>=ci){this.report.ended("failed");return}const s=Math.max(200,li*(1+this.failures)-(performance.now()-t));this.timer=window.setTimeout(()=>{this.next()},s)}show(t){if(this.stopped||ui(t,this.last))return;this.last=t,this.shown+=1,this.at=this.now();const s=this.url;this.url=URL.createObjectURL(new Blob([t],{type:"image/jpeg"})),this.image.src=this.url,s&&URL.revokeObjectURL(s)}}function ui(e,t){return e.length===t.length&&e.every((s,i)=>s===t[i])}const pi=1e3,he=5e3,fi=12e3,mi=3,ce=6e4,gi=9e5,yi=6e3,wi=5e3,_i=.05,de=40,vi=["connecting","lost","refused","off","line"];class bi{constructor(t,s,i,n,r=()=>performance.now()){this.ways=t,this.make=s,this.changed=i,this.hubNow=n,this.clock=r,this.player=null,this.at=0,this.unfit=new Set,this.backoff=new Dt(700,1e4),this.timer=0,this.restart=0,this.over=!1,this.frames=0,this.fails=0,this.began=0,this.upAt=1/0,this.upWait=ce,this.window={at:0,frames:0,dropped:0},this.link=null,this.reason=null,this.last=null,this.starts=0,this.progressed=this.attempted=this.clock(),this.start(),this.timer=window.setInterval(()=>this.look(),pi)}stop(){window.clearInterval(this.timer),window.clearTimeout(this.restart),this.player?.stop(),this.player=null}get way(){return this.ways[this.at]??"stills"}get current(){return this.player}start(){this.starts+=1,this.over=!1,window.clearTimeout(this.restart),this.player?.stop(),this.player=null,this.frames=0,this.attempted=this.began=this.clock(),this.window={at:this.attempted,frames:0,dropped:0};const t=this.way;let s=null;const i=()=>s===null||s===this.player;s=this.make(t,{ended:n=>i()&&this.ended(n),link:(n,r,o)=>i()&&this.heard(n,r,o)}),this.player=s}heard(t,s,i){this.link=t,this.reason=s,t==="lost"&&i>0&&(this.last=i),t==="live"&&(this.attempted=this.clock()),this.tell()}ended(t){if(!this.over){if(this.over=!0,t==="unfit"){this.unfit.add(this.way),this.move(1);return}this.fails+=1,!(this.fails>=mi&&this.move(1))&&this.again()}}again(){window.clearTimeout(this.restart),this.restart=window.setTimeout(()=>this.start(),this.backoff.next())}move(t){let s=this.at+t;for(;this.ways[s]!==void 0&&this.unfit.has(this.ways[s]);)s+=t;return this.ways[s]===void 0?(t===1&&this.again(),!1):(this.at=s,this.fails=0,this.link=this.reason=null,t===1&&this.planToRise(),window.clearTimeout(this.restart),this.restart=window.setTimeout(()=>this.start(),0),!0)}planToRise(){this.upAt=this.clock()+this.upWait,this.upWait=Math.min(this.upWait*2,gi)}look(){const t=this.clock(),s=this.player;s&&this.count(s,t);const i=this.fresh(t),n=t-Math.max(this.progressed,this.attempted),r=this.link===null||!vi.includes(this.link);s&&!this.over&&!i&&r&&n>(this.frames?he:fi)&&(this.attempted=t,this.ended("failed")),s&&t>=this.upAt&&this.at>0&&(this.upAt=1/0,this.move(-1)&&this.planToRise()),this.tell()}count(t,s){const i=t.frames();if(i!==this.frames&&(this.frames=i,this.progressed=s,this.last=t.shownAt()??this.hubNow(),this.fails=0,this.backoff.reset()),s-this.began<wi){this.window={at:s,frames:i,dropped:t.dropped()};return}if(s-this.window.at<yi)return;const n=i-this.window.frames,r=t.dropped()-this.window.dropped;this.window={at:s,frames:i,dropped:t.dropped()},n+r>de&&r>(n+r)*_i?t.strained?.()||this.move(1):n>de&&(t.eased?.(),this.at===0&&(this.upWait=ce))}fresh(t){return this.last!==null&&t-this.progressed<he}tell(){const t=this.clock(),s=this.fresh(t);this.changed({fresh:s,last:this.last,link:this.link,reason:this.reason,way:this.way,silent:(t-this.progressed)/1e3})}}class $i{constructor(t,s,i,n){this.video=t,this.hass=s,this.camera=i,this.report=n,this.way="webrtc",this.peer=null,this.end=null,this.session=null,this.early=[],this.stopped=!1,this.begin().catch(()=>this.over("failed"))}async begin(){const{hass:t,camera:s}=this;if(!(await t.callWS({type:"camera/capabilities",entity_id:s})).frontend_stream_types.includes("web_rtc")||!("RTCPeerConnection"in window)){this.over("unfit");return}const{configuration:n}=await t.callWS({type:"camera/webrtc/get_client_config",entity_id:s});if(this.stopped)return;const r=new RTCPeerConnection(n);this.peer=r,r.addTransceiver("video",{direction:"recvonly"}),r.ontrack=a=>this.show(new MediaStream([a.track])),r.onicecandidate=a=>this.candidate(a.candidate),r.onconnectionstatechange=()=>{["failed","disconnected","closed"].includes(r.connectionState)&&this.over("failed")};const o=await r.createOffer();await r.setLocalDescription(o);const l=await t.connection.subscribeMessage(a=>{this.take(a).catch(()=>this.over("failed"))},{type:"camera/webrtc/offer",entity_id:s,offer:o.sdp},{resubscribe:!1});this.stopped?l():this.end=l}async take(t){switch(t.type){case"session":this.session=t.session_id;for(const s of this.early.splice(0))this.candidate(s);break;case"answer":await this.peer?.setRemoteDescription({type:"answer",sdp:t.answer});break;case"candidate":await this.peer?.addIceCandidate(t.candidate);break;case"error":this.over("failed")}}candidate(t){if(t?.candidate){if(this.session===null){this.early.push(t);return}this.hass.callWS({type:"camera/webrtc/candidate",entity_id:this.camera,session_id:this.session,candidate:t.toJSON()}).catch(()=>{})}}show(t){this.video.muted=!0,this.video.srcObject=t,this.video.play().catch(()=>{})}frames(){return H(this.video).shown}dropped(){return H(this.video).dropped}shownAt(){return null}stop(){this.stopped=!0,this.peer?.close(),this.end?.().catch(()=>{}),jt(this.video)}over(t){this.stopped||this.report.ended(t)}}const ki=M`
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
`;var xi=Object.defineProperty,Ai=Object.getOwnPropertyDescriptor,B=(e,t,s,i)=>{for(var n=i>1?void 0:i?Ai(t,s):t,r=e.length-1,o;r>=0;r--)(o=e[r])&&(n=(i?o(t,s,n):o(n))||n);return i&&n&&xi(t,s,n),n};const ue=["mse","webrtc","hls","stills"],Si=86400;let A=class extends k{constructor(){super(...arguments),this.recorderConnected=!0,this.alarm="",this.watching=null,this.supervisor=null,this.watched=null,this.visible=()=>{this.follow()},this.look=()=>this.supervisor?.look()}connectedCallback(){super.connectedCallback(),document.addEventListener("visibilitychange",this.visible),this.hasUpdated&&this.follow()}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener("visibilitychange",this.visible),this.end()}get insight(){const{current:e=null,starts:t=0}=this.supervisor??{};return{watch:this.watching,player:e,starts:t}}get face(){return this.slotInfo?Ss(this.slotInfo,this.watching,this.recorderConnected):null}updated(){this.follow()}follow(){const e=this.slotInfo,t=e&&!e.hidden&&Ts(e)&&!document.hidden&&this.isConnected?`${e.key} ${e.camera}`:null;if(t===this.watched||(this.end(),t===null||!e||e.hidden||!this.hass))return;this.watched=t;const s=xt(this.hass),i=e.camera===null?ue.slice(0,1):ue;this.supervisor=new bi(i,(n,r)=>this.make(n,r,e.key,e.camera??""),n=>this.tell(n),()=>s.now())}end(){this.supervisor?.stop(),this.supervisor=null,this.watched=null,this.watching=null}make(e,t,s,i){const n=this.hass,r=xt(n);switch(this.image.hidden=e!=="stills",this.video.hidden=e==="stills",e){case"mse":return new oi(this.video,r,s,t);case"webrtc":return new $i(this.video,n,i,t);case"hls":return new Cs(this.video,n,i,t);case"stills":return new di(this.image,()=>this.hass??n,i,t,()=>r.now())}}tell(e){const t=this.watching;this.watching=e,JSON.stringify(pe(t))!==JSON.stringify(pe(e))&&this.requestUpdate()}render(){const e=this.slotInfo,t=this.face;if(!e||!t)return d;const s=N(this.hass),i=t.kind==="live"||t.kind==="old"||t.kind==="wait",n=this.alarm?`alarm ${this.alarm}`:"";return h`<div class="face ${t.kind} ${n}" role="group" aria-label=${this.fullName(s)}>
      <div ?hidden=${!i}>
        <video muted playsinline autoplay disablepictureinpicture @playing=${this.look}></video>
        <img alt="" hidden @load=${this.look} />
      </div>
      ${this.message(s,t)}
      <div class="bar">
        <span class="number">${e.number}</span>
        <span class="name">${this.name(s)}</span>
        ${this.owner(s)} ${this.stateChip(s,t)}
      </div>
    </div>`}fullName(e){return`${this.slotInfo?.number??""} ${this.name(e)}`}name(e){const t=this.slotInfo;return t?!t.hidden&&t.name||e("slot",{number:t.number}):""}owner(e){const t=this.slotInfo;return!t||t.hidden||!t.owner?d:h`<span class="chip">${b(t.owner)}${e(t.owner)}</span>`}stateChip(e,t){return t.kind!=="live"?d:h`<span class="chip state">${b("live")}${e(t.stills?"stills":"live")}</span>`}message(e,t){switch(t.kind){case"live":return d;case"wait":return h`<div class="message">${b("wait")}<small>${e("connecting")}</small></div>`;case"old":return h`<div class="message">${b("old")}<span>${this.since(e,t.at)}</span></div>`;case"dark":return h`<div class="message">
          ${b("dark")}${e(t.why)}<small>${e(t.todo)}</small>
        </div>`;case"empty":case"hidden":return h`<div class="message">
          ${b(t.kind)}${e(t.kind)}<small>${e(`${t.kind}_do`)}</small>
        </div>`}}since(e,t){const s=J(this.hass,t);return(this.hass?xt(this.hass).now():t)-t<Si/2?e("since",{time:s}):e("since_day",{time:s,day:Ut(this.hass,t)})}};A.styles=ki;B([_({attribute:!1})],A.prototype,"hass",2);B([_({attribute:!1})],A.prototype,"slotInfo",2);B([_({type:Boolean})],A.prototype,"recorderConnected",2);B([_()],A.prototype,"alarm",2);B([R("video")],A.prototype,"video",2);B([R("img")],A.prototype,"image",2);A=B([v("rt-cctv-tile")],A);function pe(e){if(!e)return null;const{fresh:t,last:s,link:i,reason:n,way:r,silent:o}=e;return[t,t?null:s,i,n,r,t?0:Math.floor(o)]}const Ti=90,Ei=15,Ci=2,Pi=1;function Mi(e,t){const s=e.filter(o=>o.stage==="open"&&(o.rank>=Ci||o.rank>=Pi&&t-o.since<Ti)),i=Math.max(...s.map(o=>o.rank)),n=s.filter(o=>o.rank===i).sort((o,l)=>o.since-l.since||o.incident.localeCompare(l.incident)),r=n[Math.floor(t/Ei)%n.length];return r?{incident:r,waiting:s.length-1}:null}function Me(e){const t=new Map;for(const s of e)s.key===null||s.stage!=="open"||s.rank>(t.get(s.key)?.rank??-1)&&t.set(s.key,s);return t}var Ri=Object.defineProperty,Oi=Object.getOwnPropertyDescriptor,lt=(e,t,s,i)=>{for(var n=i>1?void 0:i?Oi(t,s):t,r=e.length-1,o;r>=0;r--)(o=e[r])&&(n=(i?o(t,s,n):o(n))||n);return i&&n&&Ri(t,s,n),n};function Re(e,t){return e?.slots.find(s=>!s.hidden&&(s.key===t?.slot||!!s.camera&&s.camera===t?.camera))}let Et=class extends ${static getConfigElement(){return document.createElement("rt-cctv-slot-card-editor")}static getStubConfig(e){const t=Object.keys(e.states).find(s=>s.startsWith("camera.")&&wt(e).snapshot?.slots.some(i=>!i.hidden&&i.camera===s));return t?{camera:t}:{}}render(){const{snapshot:e,hass:t}=this;if(!e||!t)return h`<ha-card><p>${this.say("loading")}</p></ha-card>`;const s=Re(e,this.config);if(!s)return h`<ha-card><p>${this.say("slot_missing")}</p></ha-card>`;const i=e.recorders.find(n=>n.entry===s.entry);return h`<ha-card>
      <rt-cctv-tile
        .hass=${t}
        .slotInfo=${s}
        .recorderConnected=${i?.connected??!1}
        .alarm=${Me(e.incidents).get(s.key)?.severity??""}
        @click=${()=>this.more(s)}
      ></rt-cctv-tile>
    </ha-card>`}more(e){if(!e.camera)return;const t={entityId:e.camera};this.dispatchEvent(new CustomEvent("hass-more-info",{detail:t,bubbles:!0,composed:!0}))}};Et.styles=M`
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
  `;Et=lt([v("rt-cctv-slot-card")],Et);let ot=class extends k{constructor(){super(...arguments),this.snapshot=null,this.forget=null}setConfig(e){this.config=e}disconnectedCallback(){super.disconnectedCallback(),this.forget?.(),this.forget=null}updated(){if(!this.hass||this.forget)return;const e=wt(this.hass);this.forget=e.listen(()=>this.snapshot=e.snapshot),this.snapshot=e.snapshot}render(){const e=N(this.hass),t=Re(this.snapshot,this.config)?.key,s=(this.snapshot?.slots??[]).filter(i=>!i.hidden);return h`<label>${e("choose_slot")}
      <select @change=${this.changed}>
        <option value="" ?selected=${!t}></option>
        ${s.map(i=>h`<option value=${i.key} ?selected=${i.key===t}>
            ${i.number}. ${i.name}
          </option>`)}
      </select>
    </label>`}changed(e){const t=e.target.value,s={type:"custom:rt-cctv-slot-card",...this.config,slot:t,camera:void 0};this.dispatchEvent(new CustomEvent("config-changed",{detail:{config:s},bubbles:!0,composed:!0}))}};lt([_({attribute:!1})],ot.prototype,"hass",2);lt([m()],ot.prototype,"config",2);lt([m()],ot.prototype,"snapshot",2);ot=lt([v("rt-cctv-slot-card-editor")],ot);const zi=["motion","loitering","crowd","illegal_parking","left_object","flooding"],Li=4,Ui=32,Di=.03;function Ni(e,t){const[s]=e;if(s&&Math.hypot(s[0]-t[0],s[1]-t[1])<Di)return{corners:e,closed:e.length>=Li};const n=[fe(t[0]),fe(t[1])],r=[...e,n];return{corners:r,closed:r.length>=Ui}}function fe(e){return Math.round(Math.min(1,Math.max(0,e))*1e3)/1e3}var ji=Object.defineProperty,Ii=Object.getOwnPropertyDescriptor,q=(e,t,s,i)=>{for(var n=i>1?void 0:i?Ii(t,s):t,r=e.length-1,o;r>=0;r--)(o=e[r])&&(n=(i?o(t,s,n):o(n))||n);return i&&n&&ji(t,s,n),n};const me={near:.5,far:.15};let S=class extends ${constructor(){super(...arguments),this.slotKey="",this.drawing={zones:[],scale:null},this.corners=null,this.chosen=-1,this.still=null,this.said=""}disconnectedCallback(){super.disconnectedCallback(),this.show(null)}get slots(){return(this.snapshot?.slots??[]).filter(e=>!e.hidden&&e.camera!==null&&e.status!=="empty")}get current(){return this.slots.find(e=>e.key===this.slotKey)}render(){const{say:e,snapshot:t}=this;return t?.volunteer?h`<ha-card>
      <h2>${e("zones")}</h2>
      <select aria-label=${e("choose_slot")} @change=${this.open}>
        <option value="">${e("choose_slot")} …</option>
        ${this.slots.map(s=>h`<option value=${s.key} ?selected=${s.key===this.slotKey}>
            ${s.number}. ${s.name}
          </option>`)}
      </select>
      ${this.current?this.editor():d}
      <div role="status">${this.said}</div>
    </ha-card>`:d}editor(){const{say:e,drawing:t}=this;return h`<div class="picture">
        ${this.still?h`<img src=${this.still} alt="" />`:d} ${this.overlay()}
      </div>
      ${this.corners?h`<p>${e("zone_draw")}</p>
            <button class="quiet" @click=${this.undo}>${e("zone_undo")}</button>`:d}
      ${t.zones.map((s,i)=>this.zone(s,i))}
      ${this.ruler("near")} ${this.ruler("far")}
      <div class="row">
        <button class="quiet" @click=${()=>this.corners=[]}>${e("zone_new")}</button>
        <button class="quiet" @click=${this.explain}>${e("zone_try")}</button>
        <button @click=${this.save}>${e("zone_save")}</button>
      </div>`}overlay(){const{drawing:e,corners:t}=this,s=e.scale??me;return h`<svg viewBox="0 0 1 1" preserveAspectRatio="none" @click=${this.touch}>
      ${e.zones.map((i,n)=>y`<polygon points=${i.points.join(" ")}
          class="${i.ignored?"ignored":""} ${n===this.chosen?"chosen":""}" />`)}
      ${t?y`<polyline points=${t.join(" ")} />`:d}
      ${(t??[]).map(([i,n])=>y`<circle cx=${i} cy=${n} r="0.012" />`)}
      ${y`<line class="person" x1="0.03" x2="0.03" y1=${1-s.near} y2="1" />
        <line class="person" x1="0.97" x2="0.97" y1="0.3" y2=${.3+s.far} />`}
    </svg>`}zone(e,t){const{say:s}=this;return h`<fieldset @focusin=${()=>this.chosen=t}>
      <div class="row">
        <input class="grow" maxlength="40" .value=${e.name} aria-label=${s("zone_name")}
          @change=${i=>this.change(t,{name:i.target.value})} />
        <button class="quiet" @click=${()=>this.remove_(t)}>${s("zone_delete")}</button>
      </div>
      <label><input type="checkbox" .checked=${e.ignored}
        @change=${()=>this.change(t,{ignored:!e.ignored})} />${s("zone_ignored")}</label>
      ${e.ignored?d:h`<div>${s("zone_kinds")}${e.kinds.length?"":`: ${s("zone_all")}`}</div>
            ${zi.map(i=>h`<label><input type="checkbox" .checked=${e.kinds.includes(i)}
                @change=${()=>this.toggle(t,i)} />${ft(s,i)}</label>`)}`}
    </fieldset>`}ruler(e){const t=this.drawing.scale??me;return h`<label>${this.say(`zone_${e}`)}
      <input type="range" min="0.02" max="1" step="0.01" .value=${String(t[e])}
        @input=${s=>{const i=Number(s.target.value);this.drawing={...this.drawing,scale:{...t,[e]:i}}}} /></label>`}change(e,t){const s=this.drawing.zones.map((i,n)=>n===e?{...i,...t}:i);this.drawing={...this.drawing,zones:s}}toggle(e,t){const s=this.drawing.zones[e]?.kinds??[];this.change(e,{kinds:s.includes(t)?s.filter(i=>i!==t):[...s,t]})}remove_(e){this.drawing={...this.drawing,zones:this.drawing.zones.filter((t,s)=>s!==e)}}undo(){this.corners=this.corners?.length?this.corners.slice(0,-1):null}touch(e){if(!this.corners)return;const t=e.currentTarget.getBoundingClientRect(),s=[(e.clientX-t.left)/t.width,(e.clientY-t.top)/t.height],{corners:i,closed:n}=Ni(this.corners,s);if(!n){this.corners=i;return}const o={name:`${this.say("zones")} ${this.drawing.zones.length+1}`,points:i,kinds:[],ignored:!1};this.drawing={...this.drawing,zones:[...this.drawing.zones,o]},this.corners=null}show(e){this.still&&URL.revokeObjectURL(this.still),this.still=e&&URL.createObjectURL(e)}async open(e){this.slotKey=e.target.value,this.corners=null,this.said="",this.show(null);const t=this.current;if(!(!t||!this.hass))try{this.drawing=await this.hass.callWS({type:"rt_cctv/zones/read",slot:t.key});const s=await this.hass.fetchWithAuth(`/api/camera_proxy/${t.camera}`);if(!s.ok)throw new Error(String(s.status));this.show(await s.blob())}catch{this.said=this.say("zone_no_picture")}}async act(e,t){return this.hass?.callWS({type:"call_service",domain:"rt_cctv",service:e,service_data:t,target:{entity_id:this.current?.camera},return_response:e==="explain"})}async save(){const e=t=>this.drawing.zones.filter(s=>s.ignored===t).map(({name:s,points:i,kinds:n})=>({name:s,points:i,kinds:t?[]:n}));try{const{scale:t}=this.drawing;await this.act("set_zones",{zones:e(!1),ignored:e(!0),...t?{scale:t}:{}}),this.said=this.say("zone_saved")}catch(t){this.said=t.message||this.say("failed")}}async explain(){try{const t=(await this.act("explain",{})).response[this.current?.camera??""]?.picture??"",s=Uint8Array.from(atob(t),i=>i.charCodeAt(0));this.show(new Blob([s],{type:"image/jpeg"})),this.said=this.say("zone_try_about")}catch(e){this.said=e.message||this.say("failed")}}};S.styles=[$.styles,M`
      .picture {
        position: relative;
        aspect-ratio: 16 / 9;
        background: #000;
        margin-top: 8px;
        touch-action: manipulation;
      }
      .picture img,
      .picture svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      svg {
        cursor: crosshair;
      }
      polygon,
      polyline {
        fill: rgba(255, 210, 31, 0.25);
        stroke: #ffd21f;
        stroke-width: 0.006;
      }
      polygon.ignored {
        fill: rgba(0, 0, 0, 0.55);
        stroke: #fff;
        stroke-dasharray: 0.02;
      }
      polygon.chosen {
        stroke-width: 0.012;
      }
      circle {
        fill: #fff;
        stroke: #000;
        stroke-width: 0.003;
      }
      .person {
        stroke: #7dd3ff;
        stroke-width: 0.008;
      }
      fieldset {
        border: 1px solid var(--divider-color, #888);
        border-radius: 8px;
        margin-top: 8px;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-height: 32px;
        margin-right: 12px;
      }
      input[type="checkbox"],
      input[type="range"] {
        min-height: 0;
      }
    `];q([m()],S.prototype,"slotKey",2);q([m()],S.prototype,"drawing",2);q([m()],S.prototype,"corners",2);q([m()],S.prototype,"chosen",2);q([m()],S.prototype,"still",2);q([m()],S.prototype,"said",2);S=q([v("rt-cctv-zones-card")],S);var Hi=Object.getOwnPropertyDescriptor,Wi=(e,t,s,i)=>{for(var n=i>1?void 0:i?Hi(t,s):t,r=e.length-1,o;r>=0;r--)(o=e[r])&&(n=o(n)||n);return n};const Bi=4e3,qi=3;async function Fi(e){return new Promise(t=>{let s=null,i=!1;const n=o=>{i||(i=!0,window.clearTimeout(r),s?.().catch(()=>{}),t(o))},r=window.setTimeout(()=>n(null),Bi);e.connection.subscribeMessage(n,{type:"rt_cctv/wall/subscribe"},{resubscribe:!1}).then(o=>{s=o,i&&o().catch(()=>{})}).catch(()=>n(null))})}function G(e,t={}){return{type:`custom:rt-cctv-${e}-card`,...t}}function Ki(e){return e.slots.filter(t=>!t.hidden)}function Vi(e,t){const s=Math.min(Math.max(Math.ceil(Math.sqrt(e.length)),1),qi),i=e.map(n=>G("slot",{slot:n.key,grid_options:{columns:12}}));return t!==void 0&&i.unshift({type:"heading",heading:t}),{type:"grid",cards:i,column_span:s}}function St(e,t){return{type:"sections",max_columns:Math.max(...e.map(i=>i.column_span??1))+ +(e.length>1),sections:e,...t}}function Gi(e,t){const s=N(t);if(!e)return{views:[{title:s("wall"),cards:[{type:"markdown",content:s("failed")}]}]};const i=Ki(e).filter(c=>e.volunteer||c.status!=="empty"),n=e.recorders.map(c=>({recorder:c,slots:i.filter(p=>p.entry===c.entry)})).filter(c=>c.slots.length>0),r=n.map(c=>Vi(c.slots,n.length>1?c.recorder.name:void 0));if(!e.volunteer)return r.length===0&&r.push({type:"grid",cards:[{type:"markdown",content:s("no_slots_for_you")}]}),{views:[St(r,{title:s("resident_view")})]};const o=G("incidents",{grid_options:{columns:"full"}}),[l={type:"grid",cards:[]},...a]=r;l.cards.unshift(o);const u={type:"grid",cards:[G("report"),G("recorders")]},g=[St([l,u,...a],{title:s("slots"),icon:"mdi:cctv"})];if(e.admin){const c={type:"grid",cards:[G("displays"),G("zones")],column_span:2},p={title:s("displays"),path:"layar",icon:"mdi:monitor-screenshot"};g.push(St([c],p))}return{title:s("wall"),views:g}}let Ct=class extends HTMLElement{static async generate(e,t){return Gi(await Fi(t),t)}};Ct.noEditor=!0;Ct=Wi([v("ll-strategy-dashboard-rt-cctv")],Ct);const Yi=["slot","incidents","report","recorders","displays","zones"];function Ji(){const e=window;if(e.rtCctvOffered)return;e.rtCctvOffered=!0;const t=Ee(document.documentElement.lang||navigator.language);(e.customStrategies??=[]).push({type:"rt-cctv",strategyType:"dashboard",name:t("wall"),description:t("strategy_about")}),(e.customCards??=[]).push(...Yi.map(s=>({type:`rt-cctv-${s}-card`,name:t(`card_${s}`),description:t(`card_${s}_about`),preview:!1,...s==="slot"?{getEntitySuggestion:Zi}:{}})))}function Zi(e,t){return t.startsWith("camera.")&&e.entities?.[t]?.platform==="rt_cctv"?{config:{type:"custom:rt-cctv-slot-card",camera:t}}:null}const Qi={CHILD:2},Xi=e=>(...t)=>({_$litDirective$:e,values:t});let tn=class{constructor(t){}get _$AU(){return this._$AM._$AU}_$AT(t,s,i){this._$Ct=t,this._$AM=s,this._$Ci=i}_$AS(t,s){return this.update(t,s)}update(t,s){return this.render(...s)}};const{I:en}=Qe,ge=e=>e,ye=()=>document.createComment(""),et=(e,t,s)=>{const i=e._$AA.parentNode,n=t===void 0?e._$AB:t._$AA;if(s===void 0){const r=i.insertBefore(ye(),n),o=i.insertBefore(ye(),n);s=new en(r,o,e,e.options)}else{const r=s._$AB.nextSibling,o=s._$AM,l=o!==e;if(l){let a;s._$AQ?.(e),s._$AM=e,s._$AP!==void 0&&(a=e._$AU)!==o._$AU&&s._$AP(a)}if(r!==n||l){let a=s._$AA;for(;a!==r;){const u=ge(a).nextSibling;ge(i).insertBefore(a,n),a=u}}}return s},z=(e,t,s=e)=>(e._$AI(t,s),e),sn={},nn=(e,t=sn)=>e._$AH=t,rn=e=>e._$AH,Tt=e=>{e._$AR(),e._$AA.remove()};const we=(e,t,s)=>{const i=new Map;for(let n=t;n<=s;n++)i.set(e[n],n);return i},on=Xi(class extends tn{constructor(e){if(super(e),e.type!==Qi.CHILD)throw Error("repeat() can only be used in text expressions")}dt(e,t,s){let i;s===void 0?s=t:t!==void 0&&(i=t);const n=[],r=[];let o=0;for(const l of e)n[o]=i?i(l,o):o,r[o]=s(l,o),o++;return{values:r,keys:n}}render(e,t,s){return this.dt(e,t,s).values}update(e,[t,s,i]){const n=rn(e),{values:r,keys:o}=this.dt(t,s,i);if(!Array.isArray(n))return this.ut=o,r;const l=this.ut??=[],a=[];let u,g,c=0,p=n.length-1,f=0,w=r.length-1;for(;c<=p&&f<=w;)if(n[c]===null)c++;else if(n[p]===null)p--;else if(l[c]===o[f])a[f]=z(n[c],r[f]),c++,f++;else if(l[p]===o[w])a[w]=z(n[p],r[w]),p--,w--;else if(l[c]===o[w])a[w]=z(n[c],r[w]),et(e,a[w+1],n[c]),c++,w--;else if(l[p]===o[f])a[f]=z(n[p],r[f]),et(e,n[c],n[p]),p--,f++;else if(u===void 0&&(u=we(o,f,w),g=we(l,c,p)),u.has(l[c]))if(u.has(l[p])){const x=g.get(o[f]),_t=x!==void 0?n[x]:null;if(_t===null){const It=et(e,n[c]);z(It,r[f]),a[f]=It}else a[f]=z(_t,r[f]),et(e,n[c],_t),n[x]=null;f++}else Tt(n[p]),p--;else Tt(n[c]),c++;for(;f<=w;){const x=et(e,a[w+1]);z(x,r[f]),a[f++]=x}for(;c<=p;){const x=n[c++];x!==null&&Tt(x)}return this.ut=o,nn(e,a),D}});function an(e,t,s,i=16/9){let n={columns:1,rows:Math.max(1,e)},r=0;for(let o=1;o<=Math.max(1,e);o++){const l=Math.ceil(e/o),a=Math.min(t/o,s/l*i),u=(o*l-e)*1e-6;a-u>r&&(r=a-u,n={columns:o,rows:l})}return n}function ln(e,t,s,i){const n=s?" 30%":"",r=a=>`repeat(${Math.max(1,a)}, minmax(0, 1fr))`;if(t)return`minmax(0, 1fr) ${e>1?"24%":"0"} / ${r(e-1)}${n}`;const{columns:o,rows:l}=an(e,i.width*(s?.7:1),i.height*.93);return`${r(l)} / ${r(o)}${n}`}function ht(e){return`${e.entry}/${e.number}`}const hn=M`
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
    background: rgba(0, 0, 0, 0.45);
    pointer-events: none;
  }
`;var cn=Object.defineProperty,dn=Object.getOwnPropertyDescriptor,X=(e,t,s,i)=>{for(var n=i>1?void 0:i?dn(t,s):t,r=e.length-1,o;r>=0;r--)(o=e[r])&&(n=(i?o(t,s,n):o(n))||n);return i&&n&&cn(t,s,n),n};let P=class extends k{constructor(){super(...arguments),this.place="",this.trouble="",this.busy=!1}willUpdate(e){if(!e.has("front")||!this.front)return;const{incident:t}=this.front;this.setAttribute("severity",t.severity),e.get("front")?.incident.incident!==t.incident&&(this.trouble="")}async take(){const{front:e,hass:t}=this;if(!e||!t||this.busy||!e.incident.may_act)return;this.busy=!0,this.trouble="";const{entry:s,incident:i}=e.incident;try{await t.callWS({type:"rt_cctv/incident/answer",entry:s,incident:i,verb:"take"})}catch(n){const r=n.code??"";this.trouble=N(t)(["already","closed","unknown"].includes(r)?"too_late":"failed")}finally{this.busy=!1}}render(){const{front:e,hass:t}=this;if(!e)return d;const{incident:s,waiting:i}=e,n=N(t);return h`<div class="severity" role="alert">${b("alarm")}${n(s.severity)}</div>
      <div class="kind">${ft(n,s.kind)}</div>
      <div>${this.place} ${n("began",{time:J(t,s.since)})}${this.times(n)}</div>
      ${s.text?h`<div class="text">${s.text}</div>`:d}
      <rt-cctv-evidence .hass=${t} .path=${s.evidence} label=${ft(n,s.kind)}></rt-cctv-evidence>
      ${i?h`<div class="waiting">${n("more",{count:i})}</div>`:d}
      ${this.trouble?h`<div role="status">${this.trouble}</div>`:d}
      ${s.may_act?h`<button ?disabled=${this.busy} @click=${this.take}>${b("check")}${n("take")}</button>`:d}`}times(e){const t=this.front?.incident.count??1;return t>1?`, ${e("times",{count:t})}`:""}};P.styles=M`
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
  `;X([_({attribute:!1})],P.prototype,"hass",2);X([_({attribute:!1})],P.prototype,"front",2);X([_()],P.prototype,"place",2);X([m()],P.prototype,"trouble",2);X([m()],P.prototype,"busy",2);P=X([v("rt-cctv-front")],P);const un=2e4,pn=2;class fn{constructor(){this.context=null,this.sounds=new Map,this.playing=null,this.drummed=new Map,this.quietUntil=0}get blocked(){return this.context!==null&&this.context.state==="suspended"}unblock(){this.context?.resume()}hush(t){this.quietUntil=performance.now()+t*1e3,this.stop()}follow(t,s){if(!t){this.stop();return}const i=performance.now(),{incident:n}=t,r=this.drummed.get(n.incident);!(r===void 0||n.rank>=pn&&i-r>un)||i<this.quietUntil||(this.drummed.set(n.incident,i),this.drummed.size>200&&this.drummed.delete(this.drummed.keys().next().value??""),this.play(n.sound,s).catch(()=>{}))}stop(){this.playing?.stop(),this.playing=null}close(){this.stop(),this.context?.close(),this.context=null,this.sounds.clear()}async play(t,s){this.context??=new AudioContext;const i=this.context;let n;try{n=t?await this.fetched(t,s,i):_e(i)}catch{n=_e(i)}if(i!==this.context)return;this.stop();const r=i.createBufferSource();r.buffer=n,r.connect(i.destination),r.start(),this.playing=r}fetched(t,s,i){const n=this.sounds.get(t);if(n)return n;const r=(async()=>{const o=await s.fetchWithAuth(t,{signal:AbortSignal.timeout(8e3)});if(!o.ok)throw new Error(String(o.status));return i.decodeAudioData(await o.arrayBuffer())})();return this.sounds.set(t,r),r.catch(()=>this.sounds.delete(t)),r}}function _e(e){const{sampleRate:t}=e,s=e.createBuffer(1,t*2,t),i=s.getChannelData(0);for(let n=0;n<5;n++){const r=Math.round(n*.3*t);for(let o=0;o<t*.2;o++){const l=o/t;i[r+o]=.6*Math.exp(-22*l)*Math.sin(2*Math.PI*290*l)}}return s}const mn=new URL(import.meta.url).searchParams.get("v"),ve="rt-cctv-reloaded",gn=6e5,yn=4e8;function wn(e=_n()){return e>yn&&Oe(`heavy ${new Date().toDateString()}`,"light")}function _n(){return performance.memory?.usedJSHeapSize??0}function Oe(e,t=mn){if(!e||!t||e===t)return!1;const[s,i]=(sessionStorage.getItem(ve)??"").split("|");return s===e&&Date.now()-Number(i)<gn?!1:(sessionStorage.setItem(ve,`${e}|${Date.now()}`),location.reload(),!0)}var vn=Object.defineProperty,bn=Object.getOwnPropertyDescriptor,F=(e,t,s,i)=>{for(var n=i>1?void 0:i?bn(t,s):t,r=e.length-1,o;r>=0;r--)(o=e[r])&&(n=(i?o(t,s,n):o(n))||n);return i&&n&&vn(t,s,n),n};const $n=15e4,kn=4e3,xn=6e4,An=600;let T=class extends k{constructor(){super(...arguments),this.snapshot=null,this.minute="",this.box={width:16,height:9},this.front=null,this.picked=null,this.feed=null,this.kentongan=new fn,this.forget=null,this.timer=0,this.idleTimer=0,this.pickTimer=0,this.resized=new ResizeObserver(()=>this.measure()),this.moved=()=>{this.classList.remove("idle"),window.clearTimeout(this.idleTimer),this.idleTimer=window.setTimeout(()=>this.classList.add("idle"),kn)},this.touched=()=>{this.kentongan.unblock(),this.moved()},this.key=e=>{this.kentongan.unblock();const s=(this.snapshot?.slots??[])[Number(e.key)-1];e.key==="f"?this.fullScreen():e.key==="m"?this.kentongan.hush(An):e.key==="Escape"?this.pick(null):s?this.pick(ht(s)):(e.key==="Enter"||e.key===" ")&&this.answer(e)}}connectedCallback(){super.connectedCallback(),this.kiosk(!0),this.timer=window.setInterval(()=>this.tick(),1e3),this.resized.observe(this),window.addEventListener("keydown",this.key),window.addEventListener("pointermove",this.moved),window.addEventListener("pointerdown",this.touched),this.hass&&this.follow()}disconnectedCallback(){super.disconnectedCallback(),this.kiosk(!1),window.clearInterval(this.timer),this.resized.disconnect(),window.removeEventListener("keydown",this.key),window.removeEventListener("pointermove",this.moved),window.removeEventListener("pointerdown",this.touched),window.clearTimeout(this.pickTimer),this.kentongan.close(),this.forget?.(),this.forget=this.feed=null}willUpdate(e){e.has("hass")&&this.hass&&!this.feed&&this.follow()}follow(){this.hass&&(this.feed=wt(this.hass),this.forget=this.feed.listen(()=>this.take()),this.take())}take(){this.snapshot=this.feed?.snapshot??null,Oe(this.snapshot?.version??null),this.watchFront(this.feed?.now()??Date.now()/1e3),this.requestUpdate()}kiosk(e){window.dispatchEvent(new CustomEvent("hass-kiosk-mode",{detail:{enable:e}}))}measure(){this.box={width:this.clientWidth,height:this.clientHeight}}tick(){const e=this.feed?.now()??Date.now()/1e3,t=J(this.hass,e);t!==this.minute&&!this.front&&wn(),this.minute=t,this.watchFront(e)}watchFront(e){const t=Mi(this.snapshot?.incidents??[],e);t?.incident===this.front?.incident&&t?.waiting===this.front?.waiting||(this.front=t),this.hass&&this.kentongan.follow(t,this.hass)}answer(e){const t=this.renderRoot.querySelector("rt-cctv-front");!t||e.composedPath()[0]instanceof HTMLButtonElement||(e.preventDefault(),t.take())}pick(e){window.clearTimeout(this.pickTimer),this.picked=e===this.picked?null:e,this.picked&&(this.pickTimer=window.setTimeout(()=>this.pick(null),xn))}fullScreen(){document.fullscreenElement?document.exitFullscreen():document.documentElement.requestFullscreen().catch(()=>{})}render(){const e=N(this.hass),t=Math.floor(Date.now()/$n),s=`transform: translate(${t%5-2}px, ${Math.floor(t/5)%5-2}px)`;return h`<div class="shift" style=${s}>
        ${this.header(e)} ${this.notice(e)} ${this.isPairing()?this.pairing(e):this.body(e)}
      </div>
      ${this.isNight()?h`<div class="night"></div>`:d}`}isPairing(){return!!this.snapshot?.admin&&new URLSearchParams(location.search).has("pair")}pairing(e){return h`<div class="pairing">
      <rt-cctv-displays-card .hass=${this.hass}></rt-cctv-displays-card>
      <button @click=${this.endPairing}>${b("back")}${e("back")}</button>
    </div>`}endPairing(){history.replaceState(null,"",location.pathname),this.requestUpdate()}isNight(){const e=hs(this.hass,this.feed?.now()??Date.now()/1e3);return e>=22||e<5}header(e){const t=this.snapshot?.recorders??[],s=this.feed?.now()??Date.now()/1e3,i=[...new Set(t.map(r=>r.mode).filter(r=>r!==null))],n=[...new Set(t.flatMap(r=>r.on_shift))];return h`<header>
      <span class="clock">${this.minute}</span>
      <span class="chip">${Ut(this.hass,s)}</span>
      ${i.map(r=>h`<span class="chip mode ${r}">${e(r)}</span>`)}
      ${n.length?h`<span class="chip">${e("on_shift",{names:n.join(", ")})}</span>`:d}
      <span class="spacer"></span>
      ${this.snapshot?.link?h`<span class="chip">${e(`link_${this.snapshot.link.state}`)}</span>`:d}
      <button title=${e("full_screen")} aria-label=${e("full_screen")} @click=${this.fullScreen}>
        ${b("full")}
      </button>
    </header>`}notice(e){const t=this.feed?.lostAt;return!t&&this.front&&this.kentongan.blocked?h`<div class="notice">${b("sound")} ${e("sound_off")}</div>`:t?h`<div class="notice" role="status">${e("hub_lost",{time:J(this.hass,t)})}</div>`:d}body(e){const t=this.snapshot;if(!t)return h`<div class="center">${e("loading")}</div>`;if(t.slots.length===0)return this.noSlots(e,t);const s=this.large(t),i=`grid-template: ${ln(t.slots.length,!!s,!!this.front,this.box)}`;return h`<main style=${i}>
      ${on(t.slots,ht,n=>this.tile(t,n,n===s))}
      ${this.front?this.frontPanel(e,t,this.front):d}
    </main>`}large(e){const t=this.front?.incident.key,s=e.slots.find(i=>!i.hidden&&i.key===t);return this.front?s:e.slots.find(i=>ht(i)===this.picked)}frontPanel(e,t,s){const i=t.slots.find(l=>!l.hidden&&l.key===s.incident.key),n=i&&!i.hidden?i.name||e("slot",{number:i.number}):"",r=t.recorders.find(l=>l.entry===s.incident.entry),o=i?`${i.number}. ${n},`:`${r?.name??e("at_recorder")},`;return h`<rt-cctv-front .hass=${this.hass} .front=${s} .place=${o}></rt-cctv-front>`}noSlots(e,t){const s=t.recorders.filter(i=>!i.connected);return s.length===0?h`<div class="center">${e("nothing")}</div>`:h`<div class="center">
      ${s.map(i=>h`<p>${i.name}: ${e("recorder_off")}. ${e("recorder_off_do")}.</p>`)}
    </div>`}tile(e,t,s){const i=e.recorders.find(r=>r.entry===t.entry),n=t.hidden?void 0:Me(e.incidents).get(t.key);return h`<rt-cctv-tile
      class=${s?"large":""}
      .hass=${this.hass}
      .slotInfo=${t}
      .recorderConnected=${i?.connected??!1}
      .alarm=${n?.severity??""}
      @click=${()=>this.pick(ht(t))}
    ></rt-cctv-tile>`}};T.styles=hn;F([_({attribute:!1})],T.prototype,"hass",2);F([m()],T.prototype,"snapshot",2);F([m()],T.prototype,"minute",2);F([m()],T.prototype,"box",2);F([m()],T.prototype,"front",2);F([m()],T.prototype,"picked",2);T=F([v("rt-cctv-wall")],T);Ji();
