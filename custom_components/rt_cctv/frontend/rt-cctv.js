const J=globalThis,dt=J.ShadowRoot&&(J.ShadyCSS===void 0||J.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,ut=Symbol(),kt=new WeakMap;let Gt=class{constructor(t,e,s){if(this._$cssResult$=!0,s!==ut)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=e}get styleSheet(){let t=this.o;const e=this.t;if(dt&&t===void 0){const s=e!==void 0&&e.length===1;s&&(t=kt.get(e)),t===void 0&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),s&&kt.set(e,t))}return t}toString(){return this.cssText}};const se=i=>new Gt(typeof i=="string"?i:i+"",void 0,ut),tt=(i,...t)=>{const e=i.length===1?i[0]:t.reduce((s,n,r)=>s+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(n)+i[r+1],i[0]);return new Gt(e,i,ut)},ne=(i,t)=>{if(dt)i.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(const e of t){const s=document.createElement("style"),n=J.litNonce;n!==void 0&&s.setAttribute("nonce",n),s.textContent=e.cssText,i.appendChild(s)}},bt=dt?i=>i:i=>i instanceof CSSStyleSheet?(t=>{let e="";for(const s of t.cssRules)e+=s.cssText;return se(e)})(i):i;const{is:re,defineProperty:oe,getOwnPropertyDescriptor:ae,getOwnPropertyNames:he,getOwnPropertySymbols:le,getPrototypeOf:ce}=Object,et=globalThis,vt=et.trustedTypes,de=vt?vt.emptyScript:"",ue=et.reactiveElementPolyfillSupport,B=(i,t)=>i,Z={toAttribute(i,t){switch(t){case Boolean:i=i?de:null;break;case Object:case Array:i=i==null?i:JSON.stringify(i)}return i},fromAttribute(i,t){let e=i;switch(t){case Boolean:e=i!==null;break;case Number:e=i===null?null:Number(i);break;case Object:case Array:try{e=JSON.parse(i)}catch{e=null}}return e}},pt=(i,t)=>!re(i,t),$t={attribute:!0,type:String,converter:Z,reflect:!1,useDefault:!1,hasChanged:pt};Symbol.metadata??=Symbol("metadata"),et.litPropertyMetadata??=new WeakMap;let U=class extends HTMLElement{static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(t,e=$t){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(t,e),!e.noAccessor){const s=Symbol(),n=this.getPropertyDescriptor(t,s,e);n!==void 0&&oe(this.prototype,t,n)}}static getPropertyDescriptor(t,e,s){const{get:n,set:r}=ae(this.prototype,t)??{get(){return this[e]},set(o){this[e]=o}};return{get:n,set(o){const h=n?.call(this);r?.call(this,o),this.requestUpdate(t,h,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(t){return this.elementProperties.get(t)??$t}static _$Ei(){if(this.hasOwnProperty(B("elementProperties")))return;const t=ce(this);t.finalize(),t.l!==void 0&&(this.l=[...t.l]),this.elementProperties=new Map(t.elementProperties)}static finalize(){if(this.hasOwnProperty(B("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(B("properties"))){const e=this.properties,s=[...he(e),...le(e)];for(const n of s)this.createProperty(n,e[n])}const t=this[Symbol.metadata];if(t!==null){const e=litPropertyMetadata.get(t);if(e!==void 0)for(const[s,n]of e)this.elementProperties.set(s,n)}this._$Eh=new Map;for(const[e,s]of this.elementProperties){const n=this._$Eu(e,s);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(t){const e=[];if(Array.isArray(t)){const s=new Set(t.flat(1/0).reverse());for(const n of s)e.unshift(bt(n))}else t!==void 0&&e.push(bt(t));return e}static _$Eu(t,e){const s=e.attribute;return s===!1?void 0:typeof s=="string"?s:typeof t=="string"?t.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(t=>t(this))}addController(t){(this._$EO??=new Set).add(t),this.renderRoot!==void 0&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}_$E_(){const t=new Map,e=this.constructor.elementProperties;for(const s of e.keys())this.hasOwnProperty(s)&&(t.set(s,this[s]),delete this[s]);t.size>0&&(this._$Ep=t)}createRenderRoot(){const t=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return ne(t,this.constructor.elementStyles),t}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(t=>t.hostConnected?.())}enableUpdating(t){}disconnectedCallback(){this._$EO?.forEach(t=>t.hostDisconnected?.())}attributeChangedCallback(t,e,s){this._$AK(t,s)}_$ET(t,e){const s=this.constructor.elementProperties.get(t),n=this.constructor._$Eu(t,s);if(n!==void 0&&s.reflect===!0){const r=(s.converter?.toAttribute!==void 0?s.converter:Z).toAttribute(e,s.type);this._$Em=t,r==null?this.removeAttribute(n):this.setAttribute(n,r),this._$Em=null}}_$AK(t,e){const s=this.constructor,n=s._$Eh.get(t);if(n!==void 0&&this._$Em!==n){const r=s.getPropertyOptions(n),o=typeof r.converter=="function"?{fromAttribute:r.converter}:r.converter?.fromAttribute!==void 0?r.converter:Z;this._$Em=n;const h=o.fromAttribute(e,r.type);this[n]=h??this._$Ej?.get(n)??h,this._$Em=null}}requestUpdate(t,e,s,n=!1,r){if(t!==void 0){const o=this.constructor;if(n===!1&&(r=this[t]),s??=o.getPropertyOptions(t),!((s.hasChanged??pt)(r,e)||s.useDefault&&s.reflect&&r===this._$Ej?.get(t)&&!this.hasAttribute(o._$Eu(t,s))))return;this.C(t,e,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(t,e,{useDefault:s,reflect:n,wrapped:r},o){s&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,o??e??this[t]),r!==!0||o!==void 0)||(this._$AL.has(t)||(this.hasUpdated||s||(e=void 0),this._$AL.set(t,e)),n===!0&&this._$Em!==t&&(this._$Eq??=new Set).add(t))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}const t=this.scheduleUpdate();return t!=null&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(const[n,r]of this._$Ep)this[n]=r;this._$Ep=void 0}const s=this.constructor.elementProperties;if(s.size>0)for(const[n,r]of s){const{wrapped:o}=r,h=this[n];o!==!0||this._$AL.has(n)||h===void 0||this.C(n,void 0,r,h)}}let t=!1;const e=this._$AL;try{t=this.shouldUpdate(e),t?(this.willUpdate(e),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(e)):this._$EM()}catch(s){throw t=!1,this._$EM(),s}t&&this._$AE(e)}willUpdate(t){}_$AE(t){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t)),this.updated(t)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}update(t){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(t){}firstUpdated(t){}};U.elementStyles=[],U.shadowRootOptions={mode:"open"},U[B("elementProperties")]=new Map,U[B("finalized")]=new Map,ue?.({ReactiveElement:U}),(et.reactiveElementVersions??=[]).push("2.1.2");const ft=globalThis,At=i=>i,Q=ft.trustedTypes,St=Q?Q.createPolicy("lit-html",{createHTML:i=>i}):void 0,Kt="$lit$",$=`lit$${Math.random().toFixed(9).slice(2)}$`,Yt="?"+$,pe=`<${Yt}>`,C=document,q=()=>C.createComment(""),F=i=>i===null||typeof i!="object"&&typeof i!="function",mt=Array.isArray,fe=i=>mt(i)||typeof i?.[Symbol.iterator]=="function",rt=`[ 	
\f\r]`,H=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Tt=/-->/g,xt=/>/g,x=RegExp(`>|${rt}(?:([^\\s"'>=/]+)(${rt}*=${rt}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Et=/'/g,Mt=/"/g,Jt=/^(?:script|style|textarea|title)$/i,Zt=i=>(t,...e)=>({_$litType$:i,strings:t,values:e}),p=Zt(1),w=Zt(2),P=Symbol.for("lit-noChange"),c=Symbol.for("lit-nothing"),Ct=new WeakMap,M=C.createTreeWalker(C,129);function Qt(i,t){if(!mt(i)||!i.hasOwnProperty("raw"))throw Error("invalid template strings array");return St!==void 0?St.createHTML(t):t}const me=(i,t)=>{const e=i.length-1,s=[];let n,r=t===2?"<svg>":t===3?"<math>":"",o=H;for(let h=0;h<e;h++){const a=i[h];let d,m,l=-1,f=0;for(;f<a.length&&(o.lastIndex=f,m=o.exec(a),m!==null);)f=o.lastIndex,o===H?m[1]==="!--"?o=Tt:m[1]!==void 0?o=xt:m[2]!==void 0?(Jt.test(m[2])&&(n=RegExp("</"+m[2],"g")),o=x):m[3]!==void 0&&(o=x):o===x?m[0]===">"?(o=n??H,l=-1):m[1]===void 0?l=-2:(l=o.lastIndex-m[2].length,d=m[1],o=m[3]===void 0?x:m[3]==='"'?Mt:Et):o===Mt||o===Et?o=x:o===Tt||o===xt?o=H:(o=x,n=void 0);const u=o===x&&i[h+1].startsWith("/>")?" ":"";r+=o===H?a+pe:l>=0?(s.push(d),a.slice(0,l)+Kt+a.slice(l)+$+u):a+$+(l===-2?h:u)}return[Qt(i,r+(i[e]||"<?>")+(t===2?"</svg>":t===3?"</math>":"")),s]};class V{constructor({strings:t,_$litType$:e},s){let n;this.parts=[];let r=0,o=0;const h=t.length-1,a=this.parts,[d,m]=me(t,e);if(this.el=V.createElement(d,s),M.currentNode=this.el.content,e===2||e===3){const l=this.el.content.firstChild;l.replaceWith(...l.childNodes)}for(;(n=M.nextNode())!==null&&a.length<h;){if(n.nodeType===1){if(n.hasAttributes())for(const l of n.getAttributeNames())if(l.endsWith(Kt)){const f=m[o++],u=n.getAttribute(l).split($),g=/([.?@])?(.*)/.exec(f);a.push({type:1,index:r,name:g[2],strings:u,ctor:g[1]==="."?we:g[1]==="?"?_e:g[1]==="@"?ye:it}),n.removeAttribute(l)}else l.startsWith($)&&(a.push({type:6,index:r}),n.removeAttribute(l));if(Jt.test(n.tagName)){const l=n.textContent.split($),f=l.length-1;if(f>0){n.textContent=Q?Q.emptyScript:"";for(let u=0;u<f;u++)n.append(l[u],q()),M.nextNode(),a.push({type:2,index:++r});n.append(l[f],q())}}}else if(n.nodeType===8)if(n.data===Yt)a.push({type:2,index:r});else{let l=-1;for(;(l=n.data.indexOf($,l+1))!==-1;)a.push({type:7,index:r}),l+=$.length-1}r++}}static createElement(t,e){const s=C.createElement("template");return s.innerHTML=t,s}}function N(i,t,e=i,s){if(t===P)return t;let n=s!==void 0?e._$Co?.[s]:e._$Cl;const r=F(t)?void 0:t._$litDirective$;return n?.constructor!==r&&(n?._$AO?.(!1),r===void 0?n=void 0:(n=new r(i),n._$AT(i,e,s)),s!==void 0?(e._$Co??=[])[s]=n:e._$Cl=n),n!==void 0&&(t=N(i,n._$AS(i,t.values),n,s)),t}class ge{constructor(t,e){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){const{el:{content:e},parts:s}=this._$AD,n=(t?.creationScope??C).importNode(e,!0);M.currentNode=n;let r=M.nextNode(),o=0,h=0,a=s[0];for(;a!==void 0;){if(o===a.index){let d;a.type===2?d=new j(r,r.nextSibling,this,t):a.type===1?d=new a.ctor(r,a.name,a.strings,this,t):a.type===6&&(d=new ke(r,this,t)),this._$AV.push(d),a=s[++h]}o!==a?.index&&(r=M.nextNode(),o++)}return M.currentNode=C,n}p(t){let e=0;for(const s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(t,s,e),e+=s.strings.length-2):s._$AI(t[e])),e++}}class j{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(t,e,s,n){this.type=2,this._$AH=c,this._$AN=void 0,this._$AA=t,this._$AB=e,this._$AM=s,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let t=this._$AA.parentNode;const e=this._$AM;return e!==void 0&&t?.nodeType===11&&(t=e.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(t,e=this){t=N(this,t,e),F(t)?t===c||t==null||t===""?(this._$AH!==c&&this._$AR(),this._$AH=c):t!==this._$AH&&t!==P&&this._(t):t._$litType$!==void 0?this.$(t):t.nodeType!==void 0?this.T(t):fe(t)?this.k(t):this._(t)}O(t){return this._$AA.parentNode.insertBefore(t,this._$AB)}T(t){this._$AH!==t&&(this._$AR(),this._$AH=this.O(t))}_(t){this._$AH!==c&&F(this._$AH)?this._$AA.nextSibling.data=t:this.T(C.createTextNode(t)),this._$AH=t}$(t){const{values:e,_$litType$:s}=t,n=typeof s=="number"?this._$AC(t):(s.el===void 0&&(s.el=V.createElement(Qt(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===n)this._$AH.p(e);else{const r=new ge(n,this),o=r.u(this.options);r.p(e),this.T(o),this._$AH=r}}_$AC(t){let e=Ct.get(t.strings);return e===void 0&&Ct.set(t.strings,e=new V(t)),e}k(t){mt(this._$AH)||(this._$AH=[],this._$AR());const e=this._$AH;let s,n=0;for(const r of t)n===e.length?e.push(s=new j(this.O(q()),this.O(q()),this,this.options)):s=e[n],s._$AI(r),n++;n<e.length&&(this._$AR(s&&s._$AB.nextSibling,n),e.length=n)}_$AR(t=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);t!==this._$AB;){const s=At(t).nextSibling;At(t).remove(),t=s}}setConnected(t){this._$AM===void 0&&(this._$Cv=t,this._$AP?.(t))}}class it{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,e,s,n,r){this.type=1,this._$AH=c,this._$AN=void 0,this.element=t,this.name=e,this._$AM=n,this.options=r,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=c}_$AI(t,e=this,s,n){const r=this.strings;let o=!1;if(r===void 0)t=N(this,t,e,0),o=!F(t)||t!==this._$AH&&t!==P,o&&(this._$AH=t);else{const h=t;let a,d;for(t=r[0],a=0;a<r.length-1;a++)d=N(this,h[s+a],e,a),d===P&&(d=this._$AH[a]),o||=!F(d)||d!==this._$AH[a],d===c?t=c:t!==c&&(t+=(d??"")+r[a+1]),this._$AH[a]=d}o&&!n&&this.j(t)}j(t){t===c?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,t??"")}}class we extends it{constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===c?void 0:t}}class _e extends it{constructor(){super(...arguments),this.type=4}j(t){this.element.toggleAttribute(this.name,!!t&&t!==c)}}class ye extends it{constructor(t,e,s,n,r){super(t,e,s,n,r),this.type=5}_$AI(t,e=this){if((t=N(this,t,e,0)??c)===P)return;const s=this._$AH,n=t===c&&s!==c||t.capture!==s.capture||t.once!==s.once||t.passive!==s.passive,r=t!==c&&(s===c||n);n&&this.element.removeEventListener(this.name,this,s),r&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}}class ke{constructor(t,e,s){this.element=t,this.type=6,this._$AN=void 0,this._$AM=e,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(t){N(this,t)}}const be={I:j},ve=ft.litHtmlPolyfillSupport;ve?.(V,j),(ft.litHtmlVersions??=[]).push("3.3.3");const $e=(i,t,e)=>{const s=e?.renderBefore??t;let n=s._$litPart$;if(n===void 0){const r=e?.renderBefore??null;s._$litPart$=n=new j(t.insertBefore(q(),r),r,void 0,e??{})}return n._$AI(i),n};const gt=globalThis;let A=class extends U{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){const t=super.createRenderRoot();return this.renderOptions.renderBefore??=t.firstChild,t}update(t){const e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(t),this._$Do=$e(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return P}};A._$litElement$=!0,A.finalized=!0,gt.litElementHydrateSupport?.({LitElement:A});const Ae=gt.litElementPolyfillSupport;Ae?.({LitElement:A});(gt.litElementVersions??=[]).push("4.2.2");const st=i=>(t,e)=>{e!==void 0?e.addInitializer(()=>{customElements.define(i,t)}):customElements.define(i,t)};const Se={attribute:!0,type:String,converter:Z,reflect:!1,hasChanged:pt},Te=(i=Se,t,e)=>{const{kind:s,metadata:n}=e;let r=globalThis.litPropertyMetadata.get(n);if(r===void 0&&globalThis.litPropertyMetadata.set(n,r=new Map),s==="setter"&&((i=Object.create(i)).wrapped=!0),r.set(e.name,i),s==="accessor"){const{name:o}=e;return{set(h){const a=t.get.call(this);t.set.call(this,h),this.requestUpdate(o,a,i,!0,h)},init(h){return h!==void 0&&this.C(o,void 0,i,h),h}}}if(s==="setter"){const{name:o}=e;return function(h){const a=this[o];t.call(this,h),this.requestUpdate(o,a,i,!0,h)}}throw Error("Unsupported decorator location: "+s)};function _(i){return(t,e)=>typeof e=="object"?Te(i,t,e):((s,n,r)=>{const o=n.hasOwnProperty(r);return n.constructor.createProperty(r,s),o?Object.getOwnPropertyDescriptor(n,r):void 0})(i,t,e)}function T(i){return _({...i,state:!0,attribute:!1})}const xe=(i,t,e)=>(e.configurable=!0,e.enumerable=!0,Reflect.decorate&&typeof t!="object"&&Object.defineProperty(i,t,e),e);function Xt(i,t){return(e,s,n)=>{const r=o=>o.renderRoot?.querySelector(i)??null;return xe(e,s,{get(){return r(this)}})}}const Ee={CHILD:2},Me=i=>(...t)=>({_$litDirective$:i,values:t});let Ce=class{constructor(t){}get _$AU(){return this._$AM._$AU}_$AT(t,e,s){this._$Ct=t,this._$AM=e,this._$Ci=s}_$AS(t,e){return this.update(t,e)}update(t,e){return this.render(...e)}};const{I:Pe}=be,Pt=i=>i,Rt=()=>document.createComment(""),W=(i,t,e)=>{const s=i._$AA.parentNode,n=t===void 0?i._$AB:t._$AA;if(e===void 0){const r=s.insertBefore(Rt(),n),o=s.insertBefore(Rt(),n);e=new Pe(r,o,i,i.options)}else{const r=e._$AB.nextSibling,o=e._$AM,h=o!==i;if(h){let a;e._$AQ?.(i),e._$AM=i,e._$AP!==void 0&&(a=i._$AU)!==o._$AU&&e._$AP(a)}if(r!==n||h){let a=e._$AA;for(;a!==r;){const d=Pt(a).nextSibling;Pt(s).insertBefore(a,n),a=d}}}return e},E=(i,t,e=i)=>(i._$AI(t,e),i),Re={},Oe=(i,t=Re)=>i._$AH=t,Le=i=>i._$AH,ot=i=>{i._$AR(),i._$AA.remove()};const Ot=(i,t,e)=>{const s=new Map;for(let n=t;n<=e;n++)s.set(i[n],n);return s},ze=Me(class extends Ce{constructor(i){if(super(i),i.type!==Ee.CHILD)throw Error("repeat() can only be used in text expressions")}dt(i,t,e){let s;e===void 0?e=t:t!==void 0&&(s=t);const n=[],r=[];let o=0;for(const h of i)n[o]=s?s(h,o):o,r[o]=e(h,o),o++;return{values:r,keys:n}}render(i,t,e){return this.dt(i,t,e).values}update(i,[t,e,s]){const n=Le(i),{values:r,keys:o}=this.dt(t,e,s);if(!Array.isArray(n))return this.ut=o,r;const h=this.ut??=[],a=[];let d,m,l=0,f=n.length-1,u=0,g=r.length-1;for(;l<=f&&u<=g;)if(n[l]===null)l++;else if(n[f]===null)f--;else if(h[l]===o[u])a[u]=E(n[l],r[u]),l++,u++;else if(h[f]===o[g])a[g]=E(n[f],r[g]),f--,g--;else if(h[l]===o[g])a[g]=E(n[l],r[g]),W(i,a[g+1],n[l]),l++,g--;else if(h[f]===o[u])a[u]=E(n[f],r[u]),W(i,n[l],n[f]),f--,u++;else if(d===void 0&&(d=Ot(o,u,g),m=Ot(h,l,f)),d.has(h[l]))if(d.has(h[f])){const k=m.get(o[u]),nt=k!==void 0?n[k]:null;if(nt===null){const yt=W(i,n[l]);E(yt,r[u]),a[u]=yt}else a[u]=E(nt,r[u]),W(i,n[l],nt),n[k]=null;u++}else ot(n[f]),f--;else ot(n[l]),l++;for(;u<=g;){const k=W(i,a[g+1]);E(k,r[u]),a[u++]=k}for(;l<=f;){const k=n[l++];k!==null&&ot(k)}return this.ut=o,Oe(i,a),P}});class wt{constructor(t=500,e=15e3,s=Math.random){this.first=t,this.limit=e,this.random=s,this.tries=0}next(){return Math.min(this.limit,this.first*2**this.tries++)*(.5+this.random()/2)}reset(){this.tries=0}}class Ue{constructor(t){this.hass=t,this.snapshot=null,this.connected=!1,this.lostAt=null,this.ahead=0,this.listeners=new Set,this.backoff=new wt(500,1e4),this.end=null,this.asked=0,this.timer=0,this.ready=()=>{this.end=null,this.ask()},this.disconnected=()=>{this.connected=!1,this.lostAt??=Date.now()/1e3,this.tell()}}now(){return Date.now()/1e3+this.ahead}listen(t){return this.listeners.size===0&&this.start(),this.listeners.add(t),()=>{this.listeners.delete(t),this.listeners.size===0&&this.stop()}}start(){this.hass.connection.addEventListener("ready",this.ready),this.hass.connection.addEventListener("disconnected",this.disconnected),this.ask()}stop(){this.hass.connection.removeEventListener("ready",this.ready),this.hass.connection.removeEventListener("disconnected",this.disconnected),this.letGo()}letGo(){window.clearTimeout(this.timer),this.asked+=1,this.end?.().catch(()=>{}),this.end=null}async ask(){window.clearTimeout(this.timer);const t=++this.asked;try{const e=await this.hass.connection.subscribeMessage(s=>t===this.asked&&this.take(s),{type:"rt_cctv/wall/subscribe"},{resubscribe:!1});t===this.asked?this.end=e:e().catch(()=>{})}catch{if(t!==this.asked)return;this.disconnected(),this.timer=window.setTimeout(()=>{this.ask()},this.backoff.next())}}take(t){this.backoff.reset(),this.snapshot=t,this.ahead=t.now-Date.now()/1e3,this.connected=!0,this.lostAt=null,this.tell()}tell(){for(const t of[...this.listeners])t()}}let at=null;function Ne(i){return at?.connection!==i.connection&&(at={feed:new Ue(i),connection:i.connection}),at.feed}function Ie(i,t,e,s=16/9){let n={columns:1,rows:Math.max(1,i)},r=0;for(let o=1;o<=Math.max(1,i);o++){const h=Math.ceil(i/o),a=Math.min(t/o,e/h*s),d=(o*h-i)*1e-6;a-d>r&&(r=a-d,n={columns:o,rows:h})}return n}function je(i,t,e,s){const n=e?" 30%":"",r=a=>`repeat(${Math.max(1,a)}, minmax(0, 1fr))`;if(t)return`minmax(0, 1fr) ${i>1?"24%":"0"} / ${r(i-1)}${n}`;const{columns:o,rows:h}=Ie(i,s.width*(e?.7:1),s.height*.93);return`${r(h)} / ${r(o)}${n}`}const te={live:"Live",stills:"Stills",connecting:"Waiting for the picture",since:"Picture of {time}",since_day:"Picture of {day}, {time}",empty:"Empty slot",empty_do:"Residents may fill this slot",hidden:"Not shown here",hidden_do:"Whoever filled this slot has chosen so",offline:"Camera is off",offline_do:"Look at its power and its cable",wrong_password:"Recorder can't log in to the camera",wrong_password_do:"Set the camera's password on the recorder",unsupported:"This picture can't be played",unsupported_do:"Set the sub-stream to H.264 on the recorder",no_picture:"No picture",no_picture_do:"The hub keeps trying by itself",refused:"Recorder refuses the password",refused_do:"Ask the administrator to set it anew",recorder_off:"Recorder doesn't answer",recorder_off_do:"Look at the recorder's power and network cable",slot:"Slot {number}",pemkot:"City",swadaya:"Residents",korporasi:"Company",siang:"Day",ronda:"Night watch",siaga:"On alert",libur:"Holiday",on_shift:"On duty: {names}",hub_lost:"No connection to Home Assistant since {time}; trying again by itself",loading:"Loading the wall",nothing:"There is no recorder yet. Add it in Settings › Devices & services › RT CCTV.",link_connected:"City connected",link_waiting:"City: waiting",link_broken:"City not connected",emergency:"Emergency",watch:"Watch out",information:"Note",take:"I'll see to it",taken_by:"{name} sees to it",times:"{count} times",more:"{count} more waiting",at_recorder:"Recorder",began:"since {time}",sound_off:"Touch the screen to turn the sound on",full_screen:"Full screen",back:"Back",wall:"CCTV wall",slots:"Slots",incidents:"Incidents",no_incidents:"All quiet. No open incident.",incident_nothing:"It is nothing",incident_help:"Call everybody",incident_close:"Done",report:"Report",report_text:"What is going on?",report_send:"Report it",report_sent:"Reported. The people on duty are being told.",failed:"That didn't work. Try again, or ask the administrator.",too_late:"Somebody was quicker, or it is over.",recorder:"Recorder",recorder_ok:"connected",recorder_bad:"not connected",alarms_bad:"its alarms don't come through",card_slot:"RT slot",card_slot_about:"Live picture of one slot of the RT's recorder.",card_incidents:"RT incidents",card_incidents_about:"Open incidents, with buttons for volunteers.",card_report:"RT report",card_report_about:"Report something to the people on duty.",card_recorders:"RT recorders",card_recorders_about:"Whether the RT's recorders are well.",card_zones:"RT zones",card_zones_about:"Draw where the hub should look on a slot's picture.",card_displays:"RT displays",card_displays_about:"Pair displays and log them out.",strategy_about:"Slots, incidents and recorders of the RT.",resident_view:"The RT's cameras",no_slots_for_you:"No slot is shown to residents yet. Whoever filled a slot may decide so.",slot_missing:"This slot isn't there, or isn't shown to you.",choose_slot:"Slot",zones:"Zones",zone_new:"New zone",zone_name:"Name",zone_kinds:"Look for",zone_all:"everything",zone_ignored:"Ignore this part (trees, flags, a road behind)",zone_near:"Near: a person here is so tall",zone_far:"Far: a person here is so tall",zone_draw:"Touch the picture to set the corners. Touch the first corner to close the zone.",zone_undo:"Take back the last corner",zone_delete:"Delete",zone_save:"Save",zone_saved:"Saved.",zone_try:"Try",zone_try_about:"What the hub sees now",zone_no_picture:"There is no picture to draw on now. Try again when the slot is live.",displays:"Displays",display_none:"No display is paired.",display_code:"Code on the display",display_name:"Name of the display",display_acknowledges:"Its button “I'll see to it” counts for everybody",display_pair:"Pair",display_paired:"Paired. The display opens the wall by itself.",display_remove:"Log out",display_how:"Open {url} on the display. It shows a code; type it here.",display_wrong:"No display shows this code. Codes are good for ten minutes.",kind_motion:"Movement",kind_person:"Person",kind_vehicle:"Vehicle",kind_line_crossing:"Line crossed",kind_intrusion:"Intrusion",kind_region_entered:"Zone entered",kind_region_left:"Zone left",kind_loitering:"Loitering",kind_crowd:"Crowd",kind_illegal_parking:"Illegal parking",kind_left_object:"Thing left behind",kind_taken_object:"Thing taken away",kind_flooding:"Flooding",kind_tamper:"Camera tampered with",kind_scene_change:"Camera was turned",kind_defocus:"Picture out of focus",kind_dirty_lens:"Dirty lens",kind_video_loss:"Picture lost",kind_frozen:"Picture frozen",kind_disk_problem:"Recorder's disk",kind_recording_failure:"Nothing is recorded",kind_network_problem:"Recorder's network",kind_illegal_access:"Attempts to log in to the recorder",kind_recorder_trouble:"Trouble with the recorder",kind_manual:"Report",kind_drill:"Drill"},De={live:"Langsung",stills:"Foto berkala",connecting:"Menunggu gambar",since:"Gambar sejak {time}",since_day:"Gambar sejak {day}, {time}",empty:"Slot kosong",empty_do:"Slot ini bisa diisi warga",hidden:"Tidak ditampilkan di sini",hidden_do:"Begitu pilihan pengisi slot ini",offline:"Kamera mati",offline_do:"Periksa listrik dan kabelnya",wrong_password:"Perekam tidak bisa masuk ke kamera",wrong_password_do:"Isi ulang kata sandi kamera di perekam",unsupported:"Gambar ini tidak bisa diputar",unsupported_do:"Atur sub-stream ke H.264 di perekam",no_picture:"Tidak ada gambar",no_picture_do:"Terus dicoba dengan sendirinya",refused:"Perekam menolak kata sandi",refused_do:"Minta pengurus mengisi ulang kata sandinya",recorder_off:"Perekam tidak menjawab",recorder_off_do:"Periksa listrik dan kabel jaringan perekam",slot:"Slot {number}",pemkot:"Pemkot",swadaya:"Swadaya",korporasi:"Perusahaan",siang:"Siang",ronda:"Ronda",siaga:"Siaga",libur:"Libur",on_shift:"Jaga: {names}",hub_lost:"Terputus dari Home Assistant sejak {time}; dicoba lagi dengan sendirinya",loading:"Memuat layar",nothing:"Belum ada perekam. Tambahkan di Pengaturan › Perangkat & layanan › CCTV RT.",link_connected:"Pemkot tersambung",link_waiting:"Pemkot: menunggu",link_broken:"Pemkot tidak tersambung",emergency:"Darurat",watch:"Waspada",information:"Catatan",take:"Saya tangani",taken_by:"Ditangani {name}",times:"{count} kali",more:"{count} lagi menunggu",at_recorder:"Perekam",began:"sejak {time}",sound_off:"Sentuh layar untuk menyalakan suara",full_screen:"Layar penuh",back:"Kembali",wall:"Layar CCTV",slots:"Slot",incidents:"Kejadian",no_incidents:"Aman. Tidak ada kejadian.",incident_nothing:"Bukan apa-apa",incident_help:"Panggil semua",incident_close:"Selesai",report:"Lapor",report_text:"Apa yang terjadi?",report_send:"Laporkan",report_sent:"Sudah dilaporkan. Petugas jaga sedang diberi tahu.",failed:"Belum berhasil. Coba lagi, atau hubungi pengurus.",too_late:"Sudah ada yang menangani, atau sudah selesai.",recorder:"Perekam",recorder_ok:"tersambung",recorder_bad:"tidak tersambung",alarms_bad:"alarmnya tidak sampai",card_slot:"Slot RT",card_slot_about:"Gambar langsung satu slot perekam RT.",card_incidents:"Kejadian RT",card_incidents_about:"Kejadian yang belum selesai, dengan tombol untuk petugas.",card_report:"Lapor RT",card_report_about:"Laporkan sesuatu kepada petugas jaga.",card_recorders:"Perekam RT",card_recorders_about:"Apakah perekam RT sehat.",card_zones:"Zona RT",card_zones_about:"Gambar bagian mana yang perlu diperhatikan.",card_displays:"Layar RT",card_displays_about:"Pasangkan layar dan keluarkan layar.",strategy_about:"Slot, kejadian, dan perekam RT.",resident_view:"Kamera RT",no_slots_for_you:"Belum ada slot untuk warga. Pengisi slot yang menentukan.",slot_missing:"Slot ini tidak ada, atau tidak ditampilkan untuk Anda.",choose_slot:"Slot",zones:"Zona",zone_new:"Zona baru",zone_name:"Nama",zone_kinds:"Perhatikan",zone_all:"semuanya",zone_ignored:"Abaikan bagian ini (pohon, bendera, jalan di belakang)",zone_near:"Dekat: setinggi ini orang di sini",zone_far:"Jauh: setinggi ini orang di sini",zone_draw:"Sentuh gambar untuk menaruh sudut. Sentuh sudut pertama untuk menutup zona.",zone_undo:"Batalkan sudut terakhir",zone_delete:"Hapus",zone_save:"Simpan",zone_saved:"Tersimpan.",zone_try:"Coba",zone_try_about:"Yang terlihat sekarang",zone_no_picture:"Belum ada gambar untuk digambari. Coba lagi bila slot ini hidup.",displays:"Layar",display_none:"Belum ada layar yang dipasangkan.",display_code:"Kode di layar",display_name:"Nama layar",display_acknowledges:"Tombol “Saya tangani” di layar ini berlaku untuk semua",display_pair:"Pasangkan",display_paired:"Sudah dipasangkan. Layar membuka sendiri.",display_remove:"Keluarkan",display_how:"Buka {url} di layar. Layar menampilkan kode; ketik di sini.",display_wrong:"Tidak ada layar dengan kode ini. Kode berlaku sepuluh menit.",kind_motion:"Gerakan",kind_person:"Orang",kind_vehicle:"Kendaraan",kind_line_crossing:"Garis dilewati",kind_intrusion:"Penyusupan",kind_region_entered:"Masuk zona",kind_region_left:"Keluar zona",kind_loitering:"Mondar-mandir",kind_crowd:"Kerumunan",kind_illegal_parking:"Parkir liar",kind_left_object:"Barang ditinggal",kind_taken_object:"Barang diambil",kind_flooding:"Banjir",kind_tamper:"Kamera diganggu",kind_scene_change:"Arah kamera berubah",kind_defocus:"Gambar kabur",kind_dirty_lens:"Lensa kotor",kind_video_loss:"Gambar hilang",kind_frozen:"Gambar beku",kind_disk_problem:"Disk perekam",kind_recording_failure:"Tidak merekam",kind_network_problem:"Jaringan perekam",kind_illegal_access:"Percobaan masuk ke perekam",kind_recorder_trouble:"Gangguan perekam",kind_manual:"Laporan",kind_drill:"Latihan"};function He(i){const t=i?.startsWith("en")?te:De;return(e,s={})=>t[e].replace(/\{(\w+)\}/g,(n,r)=>String(s[r]??n))}function X(i){return He(i?.locale?.language??i?.language)}function Lt(i,t){const e=`kind_${t}`;return e in te?i(e):t.replaceAll("_"," ")}function We(i){return i?.config?.time_zone}function ee(i,t,e){const s=i?.locale?.language??i?.language??"id",n=new Date(t*1e3);try{return n.toLocaleString(s,{...e,timeZone:We(i)})}catch{return n.toLocaleString("id",e)}}function G(i,t){return ee(i,t,{hour:"2-digit",minute:"2-digit",hourCycle:"h23"}).replace(".",":")}function ie(i,t){return ee(i,t,{weekday:"long",day:"numeric",month:"long"})}function Be(i,t){return Number.parseInt(G(i,t),10)}const qe={live:w`<circle cx="12" cy="12" r="6" fill="currentColor" />`,wait:w`<path d="M6 3h12M6 21h12M7 3c0 6 5 6 5 9s-5 3-5 9M17 3c0 6-5 6-5 9s5 3 5 9" />`,old:w`<circle cx="12" cy="12" r="9" /><path d="M12 6v6l4 3" />`,dark:w`<path d="M3 8h12v8H3zM15 11l6-3v8l-6-3M2 3l20 18" />`,empty:w`<path d="M12 5v14M5 12h14" />`,hidden:w`<path d="M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12zM4 20 20 4" />`,pemkot:w`<path d="M12 3 3 8v2h18V8zM5 11v7M12 11v7M19 11v7M3 20h18" />`,swadaya:w`<path d="M3 12 12 4l9 8M6 11v9h12v-9" />`,korporasi:w`<path d="M4 21V5h10v16M14 10h6v11M8 9h2M8 13h2M8 17h2" />`,alarm:w`<path d="M12 3 2 20h20zM12 9v6M12 17v1" />`,full:w`<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />`,sound:w`<path d="M4 9v6h4l5 4V5L8 9zM16 9l5 6M21 9l-5 6" />`,back:w`<path d="M11 5 4 12l7 7M4 12h16" />`,check:w`<path d="m4 13 5 5L20 6" />`};function y(i){return w`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor"
    stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">${qe[i]}</svg>`}function Y(i){return`${i.entry}/${i.number}`}const zt=12;function Fe(i,t,e){return i.hidden?{kind:"hidden"}:i.status==="empty"?{kind:"empty"}:t?.fresh?{kind:"live",stills:t.way==="stills"}:i.status==="offline"?z("offline"):i.status==="wrong_password"?z("wrong_password"):t!==null&&t.last!==null?{kind:"old",at:t.last}:e?t?.link==="refused"?z("refused"):(i.status==="unsupported"||t?.reason==="codec")&&(t?.silent??0)>zt?z("unsupported"):t===null||t.silent<zt?{kind:"wait"}:z("no_picture"):z("recorder_off")}function z(i){return{kind:"dark",why:i,todo:`${i}_do`}}function Ve(i){return!i.hidden&&!["empty","offline","wrong_password"].includes(i.status)}function I(i){const t=i.getVideoPlaybackQuality();return{shown:t.totalVideoFrames-t.droppedVideoFrames,dropped:t.droppedVideoFrames}}function _t(i){i.pause(),i.srcObject=null,i.removeAttribute("src"),i.load()}class Ge{constructor(t,e,s,n){if(this.video=t,this.report=n,this.way="hls",this.stopped=!1,this.failed=()=>{this.stopped||this.report.ended("failed")},!t.canPlayType("application/vnd.apple.mpegurl")){queueMicrotask(()=>this.report.ended("unfit"));return}t.addEventListener("error",this.failed),this.begin(e,s)}async begin(t,e){try{const{url:s}=await t.callWS({type:"camera/stream",entity_id:e,format:"hls"});if(this.stopped)return;this.video.muted=!0,this.video.src=t.hassUrl(s),await this.video.play()}catch{this.failed()}}frames(){return I(this.video).shown}dropped(){return I(this.video).dropped}shownAt(){return null}stop(){this.stopped=!0,this.video.removeEventListener("error",this.failed),_t(this.video)}}async function Ke(i,t,e=30){return(await i.callWS({type:"auth/sign_path",path:t,expires:e})).path}const Ut=20;function Ye(i){if(i.byteLength<Ut)return null;const t=new DataView(i),e=t.getUint8(1);return{init:t.getUint8(0)===0,key:(e&1)!==0,backlog:(e&2)!==0,gap:(e&4)!==0,channel:t.getUint16(2),wall:t.getFloat64(4),media:t.getFloat64(12),data:new Uint8Array(i,Ut)}}function Je(i){try{const t=JSON.parse(i);return["state","start","denied","pong"].includes(t.is)?t:null}catch{return null}}const Ze="/api/rt_cctv/live",Nt=4e3,Qe=9e3,Xe=65535;class ti{constructor(t){this.hass=t,this.socket=null,this.channels=new Map,this.lastChannel=0,this.backoff=new wt,this.opening=!1,this.timer=0,this.heard=0,this.sent=0,this.ahead=null,this.roundTrip=1/0}update(t){this.hass=t}now(){return Date.now()/1e3+(this.ahead??0)}watch(t,e,s){const n=this.freeChannel();return this.channels.set(n,{slot:t,group:e,to:s}),this.isOpen()?this.say({do:"watch",channel:n,slot:t,group:e}):this.open(),()=>{this.channels.delete(n)&&(this.isOpen()&&this.say({do:"stop",channel:n}),this.channels.size===0&&this.close())}}freeChannel(){do this.lastChannel=this.lastChannel%Xe+1;while(this.channels.has(this.lastChannel));return this.lastChannel}isOpen(){return this.socket?.readyState===WebSocket.OPEN}say(t){this.socket?.send(JSON.stringify(t))}async open(){if(!(this.opening||this.socket||this.channels.size===0)){this.opening=!0,window.clearTimeout(this.timer);try{const t=await ei(Ke(this.hass,Ze),5e3);this.channels.size>0&&this.connect(t)}catch{this.openLater()}finally{this.opening=!1}}}connect(t){const e=new URL(this.hass.hassUrl(t),location.href);e.protocol=e.protocol.replace("http","ws");const s=new WebSocket(e);s.binaryType="arraybuffer",this.socket=s,this.heard=performance.now(),s.onopen=()=>{this.heard=performance.now();for(const[n,{slot:r,group:o}]of this.channels)this.say({do:"watch",channel:n,slot:r,group:o});this.ping()},s.onmessage=n=>{s===this.socket&&this.take(n.data)},s.onclose=()=>{s===this.socket&&this.broke()},this.timer=window.setTimeout(()=>this.look(),Nt)}take(t){if(this.heard=performance.now(),typeof t!="string"){const s=Ye(t);s&&this.channels.get(s.channel)?.to.fragment(s);return}const e=Je(t);e?.is==="pong"?this.setClock(e.now):e&&this.channels.get(e.channel)?.to.said(e)}ping(){this.sent=performance.now(),this.say({do:"ping",id:1})}setClock(t){this.backoff.reset();const e=performance.now()-this.sent,s=t+e/2e3-Date.now()/1e3;(e<=this.roundTrip*1.5||Math.abs(s-(this.ahead??0))>2)&&(this.ahead=s,this.roundTrip=e)}look(){if(performance.now()-this.heard>Qe){this.broke();return}this.isOpen()&&this.ping(),this.timer=window.setTimeout(()=>this.look(),Nt)}broke(){this.close();for(const{to:t}of[...this.channels.values()])t.broken();this.openLater()}openLater(){this.channels.size!==0&&(window.clearTimeout(this.timer),this.timer=window.setTimeout(()=>{this.open()},this.backoff.next()))}close(){window.clearTimeout(this.timer);const t=this.socket;this.socket=null,t&&(t.onclose=t.onmessage=t.onopen=null,t.close())}}async function ei(i,t){let e=0;const s=new Promise((n,r)=>{e=window.setTimeout(()=>r(new Error("timeout")),t)});return Promise.race([i,s]).finally(()=>window.clearTimeout(e))}let ht=null;function lt(i){return ht??=new ti(i),ht.update(i),ht}const ii=.12,si=1.2,ni=.03,ri=.99,oi=.08,ai=.5,hi=1.12,li=.16;class ci{constructor(){this.gap=0,this.extra=0,this.arrived=null,this.rate=1}get aim(){return Math.min(si,Math.max(ii,this.gap+ni+this.extra))}arrival(t){if(this.arrived!==null){const e=Math.min(1,t-this.arrived);this.gap=Math.max(e,this.gap*ri)}this.arrived=t}restart(){this.arrived=null,this.rate=1}dropped(){return this.extra>=ai?!1:(this.extra+=oi,!0)}step(t){return t>this.aim+1.2?(this.rate=1,{jump:!0}):(t>this.aim+li?this.rate=hi:t<=this.aim&&(this.rate=1),{jump:!1,rate:this.rate})}}const di=.006,ui=60,pi=.1;class fi{constructor(){this.mean=null,this.media=null}note(t,e){if(this.media!==null&&t>this.media&&e>0){const s=(t-this.media)/e;this.mean=this.mean===null?s:this.mean+(s-this.mean)*pi}this.media=t}get seconds(){if(this.mean===null||this.mean<=0)return null;const t=Math.round(1/this.mean);return t>=1&&t<=ui&&Math.abs(1/this.mean-t)<.25?1/t:null}}function mi(i,t,e){const s=i-Math.round(i/t)*t;return Math.abs(s)<di?0:s>0&&s>e?s-t:s}function gi(i){const t=new DataView(i.buffer,i.byteOffset,i.byteLength);let e=0;for(let s=0;s+8<=i.length;){const n=t.getUint32(s);if(t.getUint32(s+4)===1836019558&&(e+=1),n<8)break;s+=n}return e}const It=4,wi=12;function jt(){return window.MediaSource??window.ManagedMediaSource}const _i=200,ct=.08;class yi{constructor(t,e,s,n){this.video=t,this.report=n,this.way="mse",this.source=null,this.buffer=null,this.mime="",this.waiting=[],this.nextMime=null,this.init=null,this.broken=!1,this.pace=new ci,this.interval=new fi,this.media=0,this.shifting=0,this.url=null,this.offset=null,this.jumpToNewest=!1,this.failed=()=>this.report.ended("failed"),t.addEventListener("error",this.failed),this.unwatch=e.watch(s,_i,{said:r=>this.said(r),fragment:r=>this.take(r),broken:()=>{this.broken=!0,n.link("line",null,e.now())}})}frames(){return I(this.video).shown}dropped(){return I(this.video).dropped}strained(){return this.pace.dropped()}shownAt(){return this.offset===null||this.frames()<=0?null:this.video.currentTime+this.offset}stop(){this.unwatch(),window.clearTimeout(this.shifting),this.video.removeEventListener("error",this.failed),this.waiting.length=0,this.buffer=null,this.source=null,_t(this.video),this.url&&URL.revokeObjectURL(this.url),this.url=null}said(t){switch(t.is){case"state":this.report.link(t.state,t.reason,t.since),t.state==="live"&&t.reason==="codec"&&this.report.ended("unfit");break;case"denied":this.report.link("denied",t.reason,0),this.report.ended(t.reason==="too_many"?"unfit":"failed");break;case"start":this.begin(t.mime)}}begin(t){if(!jt()?.isTypeSupported(t)){this.report.ended("unfit");return}this.waiting.length=0,this.jumpToNewest=!0,this.nextMime=t}goOn(t,e){const s=jt();s&&(this.source===null||this.broken||e<this.newest()-.05)&&(this.broken=!1,this.buffer=null,this.open(s)),this.waiting.push(t)}newest(){const t=this.buffer?.buffered;return t?.length?t.end(t.length-1):0}open(t){const e=new t;this.source=e,e.onsourceopen=()=>{if(e!==this.source||!this.nextMime)return;e.duration=1/0,this.mime=this.nextMime,this.nextMime=null;const s=e.addSourceBuffer(this.mime);this.buffer=s,s.onupdateend=()=>this.appended(),s.onerror=this.failed,this.flush()},this.video.disableRemotePlayback=!0,this.video.muted=!0,this.url&&URL.revokeObjectURL(this.url),this.url=URL.createObjectURL(e),this.video.src=this.url}take(t){if(t.init){this.init=t.data;return}this.init&&(this.goOn(this.init,t.media),this.init=null),t.gap||t.backlog?(this.jumpToNewest=!0,this.pace.restart()):this.pace.arrival(performance.now()/1e3),this.offset=t.wall-t.media,this.media=t.media,this.interval.note(t.media,gi(t.data)),this.waiting.push(t.data),this.flush()}flush(){const t=this.buffer;if(!(!t||t.updating||this.waiting.length===0||this.video.error))try{this.nextMime&&(this.nextMime!==this.mime&&t.changeType(this.nextMime),this.mime=this.nextMime,this.nextMime=null),t.appendBuffer(ki(this.waiting)),this.waiting.length=0}catch(e){(!(e instanceof DOMException&&e.name==="QuotaExceededError")||!this.trim(0))&&this.failed()}}appended(){this.hold(),this.trim(wi)||this.flush()}trim(t){const{buffer:e,video:s}=this;if(!e||e.updating||e.buffered.length===0)return!1;const n=e.buffered.start(0);return s.currentTime-n<=Math.max(t,It)?!1:(e.remove(n,s.currentTime-It),!0)}hold(){const{buffer:t,video:e}=this;if(!t||t.buffered.length===0)return;const s=t.buffered.length-1,n=t.buffered.end(s),r=e.currentTime<t.buffered.start(s),o=this.pace.step(n-e.currentTime);this.jumpToNewest||r||o.jump?(e.currentTime=Math.max(t.buffered.start(s),n-this.pace.aim),e.playbackRate=1,this.jumpToNewest=!1):o.rate!==1?this.setRate(o.rate):this.shifting||(this.setRate(1),this.align(n-e.currentTime-this.pace.aim)),e.paused&&e.play().catch(()=>{})}setRate(t){this.video.playbackRate!==t&&(this.video.playbackRate=t)}align(t){const e=this.interval.seconds;if(e===null||this.video.paused||this.video.seeking)return;const s=performance.now()/1e3+this.media-this.video.currentTime,n=mi(s,e,t);n!==0&&(this.setRate(n>0?1+ct:1-ct),this.shifting=window.setTimeout(()=>{this.shifting=0,this.setRate(1)},Math.abs(n)/ct*1e3))}}function ki(i){const[t]=i;if(t&&i.length===1)return t;const e=new Uint8Array(i.reduce((n,r)=>n+r.length,0));let s=0;for(const n of i)e.set(n,s),s+=n.length;return e}const bi=1e3,vi=8e3,$i=4;class Ai{constructor(t,e,s,n,r){this.image=t,this.hass=e,this.camera=s,this.report=n,this.now=r,this.way="stills",this.shown=0,this.at=null,this.timer=0,this.stopped=!1,this.failures=0,this.last=new Uint8Array,this.url=null,this.abort=new AbortController,this.next()}frames(){return this.shown}dropped(){return 0}shownAt(){return this.at}stop(){this.stopped=!0,this.abort.abort(),window.clearTimeout(this.timer),this.image.removeAttribute("src"),this.url&&URL.revokeObjectURL(this.url)}async next(){const t=performance.now();try{const s=AbortSignal.any([this.abort.signal,AbortSignal.timeout(vi)]),n=await this.hass().fetchWithAuth(`/api/camera_proxy/${this.camera}`,{signal:s});if(!n.ok)throw new Error(String(n.status));this.show(new Uint8Array(await n.arrayBuffer())),this.failures=0}catch{this.failures+=1}if(this.stopped)return;if(this.failures>=$i){this.report.ended("failed");return}const e=Math.max(200,bi*(1+this.failures)-(performance.now()-t));this.timer=window.setTimeout(()=>{this.next()},e)}show(t){if(this.stopped||Si(t,this.last))return;this.last=t,this.shown+=1,this.at=this.now();const e=this.url;this.url=URL.createObjectURL(new Blob([t],{type:"image/jpeg"})),this.image.src=this.url,e&&URL.revokeObjectURL(e)}}function Si(i,t){return i.length===t.length&&i.every((e,s)=>e===t[s])}const Ti=1e3,Dt=5e3,xi=12e3,Ei=3,Ht=6e4,Mi=9e5,Ci=6e3,Pi=.05,Wt=40,Ri=["connecting","lost","refused","off","line"];class Oi{constructor(t,e,s,n,r=()=>performance.now()){this.ways=t,this.make=e,this.changed=s,this.hubNow=n,this.clock=r,this.player=null,this.at=0,this.unfit=new Set,this.backoff=new wt(700,1e4),this.timer=0,this.restart=0,this.frames=0,this.fails=0,this.upAt=1/0,this.upWait=Ht,this.window={at:0,frames:0,dropped:0},this.link=null,this.reason=null,this.last=null,this.starts=0,this.progressed=this.attempted=this.clock(),this.start(),this.timer=window.setInterval(()=>this.look(),Ti)}stop(){window.clearInterval(this.timer),window.clearTimeout(this.restart),this.player?.stop(),this.player=null}get way(){return this.ways[this.at]??"stills"}get current(){return this.player}start(){this.starts+=1,window.clearTimeout(this.restart),this.player?.stop(),this.player=null,this.frames=0,this.attempted=this.clock(),this.window={at:this.attempted,frames:0,dropped:0};const t=this.way;let e=null;const s=()=>e===null||e===this.player;e=this.make(t,{ended:n=>s()&&this.ended(n),link:(n,r,o)=>s()&&this.heard(n,r,o)}),this.player=e}heard(t,e,s){this.link=t,this.reason=e,t==="lost"&&s>0&&(this.last=s),t==="live"&&(this.attempted=this.clock()),this.tell()}ended(t){if(t==="unfit"){this.unfit.add(this.way),this.move(1);return}this.fails+=1,!(this.fails>=Ei&&this.move(1))&&this.again()}again(){window.clearTimeout(this.restart),this.restart=window.setTimeout(()=>this.start(),this.backoff.next())}move(t){let e=this.at+t;for(;this.ways[e]!==void 0&&this.unfit.has(this.ways[e]);)e+=t;return this.ways[e]===void 0?(t===1&&this.again(),!1):(this.at=e,this.fails=0,this.link=this.reason=null,t===1&&this.planToRise(),window.clearTimeout(this.restart),this.restart=window.setTimeout(()=>this.start(),0),!0)}planToRise(){this.upAt=this.clock()+this.upWait,this.upWait=Math.min(this.upWait*2,Mi)}look(){const t=this.clock(),e=this.player;e&&this.count(e,t);const s=this.fresh(t),n=t-Math.max(this.progressed,this.attempted),r=this.link===null||!Ri.includes(this.link);e&&!s&&r&&n>(this.frames?Dt:xi)&&(this.attempted=t,this.ended("failed")),e&&t>=this.upAt&&this.at>0&&(this.upAt=1/0,this.move(-1)&&this.planToRise()),this.tell()}count(t,e){const s=t.frames();if(s!==this.frames&&(this.frames=s,this.progressed=e,this.last=t.shownAt()??this.hubNow(),this.fails=0,this.backoff.reset()),e-this.window.at<Ci)return;const n=s-this.window.frames,r=t.dropped()-this.window.dropped;this.window={at:e,frames:s,dropped:t.dropped()},n+r>Wt&&r>(n+r)*Pi?t.strained?.()||this.move(1):this.at===0&&n>Wt&&(this.upWait=Ht)}fresh(t){return this.last!==null&&t-this.progressed<Dt}tell(){const t=this.clock(),e=this.fresh(t);this.changed({fresh:e,last:this.last,link:this.link,reason:this.reason,way:this.way,silent:(t-this.progressed)/1e3})}}class Li{constructor(t,e,s,n){this.video=t,this.hass=e,this.camera=s,this.report=n,this.way="webrtc",this.peer=null,this.end=null,this.session=null,this.early=[],this.stopped=!1,this.begin().catch(()=>this.over("failed"))}async begin(){const{hass:t,camera:e}=this;if(!(await t.callWS({type:"camera/capabilities",entity_id:e})).frontend_stream_types.includes("web_rtc")||!("RTCPeerConnection"in window)){this.over("unfit");return}const{configuration:n}=await t.callWS({type:"camera/webrtc/get_client_config",entity_id:e});if(this.stopped)return;const r=new RTCPeerConnection(n);this.peer=r,r.addTransceiver("video",{direction:"recvonly"}),r.ontrack=a=>this.show(new MediaStream([a.track])),r.onicecandidate=a=>this.candidate(a.candidate),r.onconnectionstatechange=()=>{["failed","disconnected","closed"].includes(r.connectionState)&&this.over("failed")};const o=await r.createOffer();await r.setLocalDescription(o);const h=await t.connection.subscribeMessage(a=>{this.take(a).catch(()=>this.over("failed"))},{type:"camera/webrtc/offer",entity_id:e,offer:o.sdp},{resubscribe:!1});this.stopped?h():this.end=h}async take(t){switch(t.type){case"session":this.session=t.session_id;for(const e of this.early.splice(0))this.candidate(e);break;case"answer":await this.peer?.setRemoteDescription({type:"answer",sdp:t.answer});break;case"candidate":await this.peer?.addIceCandidate(t.candidate);break;case"error":this.over("failed")}}candidate(t){if(t?.candidate){if(this.session===null){this.early.push(t);return}this.hass.callWS({type:"camera/webrtc/candidate",entity_id:this.camera,session_id:this.session,candidate:t.toJSON()}).catch(()=>{})}}show(t){this.video.muted=!0,this.video.srcObject=t,this.video.play().catch(()=>{})}frames(){return I(this.video).shown}dropped(){return I(this.video).dropped}shownAt(){return null}stop(){this.stopped=!0,this.peer?.close(),this.end?.().catch(()=>{}),_t(this.video)}over(t){this.stopped||this.report.ended(t)}}const zi=tt`
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
  .alarm {
    box-shadow: inset 0 0 0 0.9cqw #ffd21f;
  }
  .alarm.emergency {
    box-shadow: inset 0 0 0 1.2cqw #ff5b4d;
  }
`;var Ui=Object.defineProperty,Ni=Object.getOwnPropertyDescriptor,O=(i,t,e,s)=>{for(var n=s>1?void 0:s?Ni(t,e):t,r=i.length-1,o;r>=0;r--)(o=i[r])&&(n=(s?o(t,e,n):o(n))||n);return s&&n&&Ui(t,e,n),n};const Bt=["mse","webrtc","hls","stills"],Ii=86400;let b=class extends A{constructor(){super(...arguments),this.recorderConnected=!0,this.alarm="",this.watching=null,this.supervisor=null,this.watched=null,this.visible=()=>{this.follow()},this.look=()=>this.supervisor?.look()}connectedCallback(){super.connectedCallback(),document.addEventListener("visibilitychange",this.visible),this.hasUpdated&&this.follow()}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener("visibilitychange",this.visible),this.end()}get insight(){const{current:i=null,starts:t=0}=this.supervisor??{};return{watch:this.watching,player:i,starts:t}}get face(){return this.slotInfo?Fe(this.slotInfo,this.watching,this.recorderConnected):null}updated(){this.follow()}follow(){const i=this.slotInfo,t=i&&!i.hidden&&Ve(i)&&!document.hidden&&this.isConnected?`${i.key} ${i.camera}`:null;if(t===this.watched||(this.end(),t===null||!i||i.hidden||!this.hass))return;this.watched=t;const e=lt(this.hass),s=i.camera===null?Bt.slice(0,1):Bt;this.supervisor=new Oi(s,(n,r)=>this.make(n,r,i.key,i.camera??""),n=>this.tell(n),()=>e.now())}end(){this.supervisor?.stop(),this.supervisor=null,this.watched=null,this.watching=null}make(i,t,e,s){const n=this.hass,r=lt(n);switch(this.image.hidden=i!=="stills",this.video.hidden=i==="stills",i){case"mse":return new yi(this.video,r,e,t);case"webrtc":return new Li(this.video,n,s,t);case"hls":return new Ge(this.video,n,s,t);case"stills":return new Ai(this.image,()=>this.hass??n,s,t,()=>r.now())}}tell(i){const t=this.watching;this.watching=i,JSON.stringify(qt(t))!==JSON.stringify(qt(i))&&this.requestUpdate()}render(){const i=this.slotInfo,t=this.face;if(!i||!t)return c;const e=X(this.hass),s=t.kind==="live"||t.kind==="old"||t.kind==="wait",n=this.alarm?`alarm ${this.alarm}`:"";return p`<div class="face ${t.kind} ${n}" role="group" aria-label=${this.fullName(e)}>
      <div ?hidden=${!s}>
        <video muted playsinline autoplay disablepictureinpicture @playing=${this.look}></video>
        <img alt="" hidden @load=${this.look} />
      </div>
      ${this.message(e,t)}
      <div class="bar">
        <span class="number">${i.number}</span>
        <span class="name">${this.name(e)}</span>
        ${this.owner(e)} ${this.stateChip(e,t)}
      </div>
    </div>`}fullName(i){return`${this.slotInfo?.number??""} ${this.name(i)}`}name(i){const t=this.slotInfo;return t?!t.hidden&&t.name||i("slot",{number:t.number}):""}owner(i){const t=this.slotInfo;return!t||t.hidden||!t.owner?c:p`<span class="chip">${y(t.owner)}${i(t.owner)}</span>`}stateChip(i,t){return t.kind!=="live"?c:p`<span class="chip state">${y("live")}${i(t.stills?"stills":"live")}</span>`}message(i,t){switch(t.kind){case"live":return c;case"wait":return p`<div class="message">${y("wait")}<small>${i("connecting")}</small></div>`;case"old":return p`<div class="message">${y("old")}<span>${this.since(i,t.at)}</span></div>`;case"dark":return p`<div class="message">
          ${y("dark")}${i(t.why)}<small>${i(t.todo)}</small>
        </div>`;case"empty":case"hidden":return p`<div class="message">
          ${y(t.kind)}${i(t.kind)}<small>${i(`${t.kind}_do`)}</small>
        </div>`}}since(i,t){const e=G(this.hass,t);return(this.hass?lt(this.hass).now():t)-t<Ii/2?i("since",{time:e}):i("since_day",{time:e,day:ie(this.hass,t)})}};b.styles=zi;O([_({attribute:!1})],b.prototype,"hass",2);O([_({attribute:!1})],b.prototype,"slotInfo",2);O([_({type:Boolean})],b.prototype,"recorderConnected",2);O([_()],b.prototype,"alarm",2);O([Xt("video")],b.prototype,"video",2);O([Xt("img")],b.prototype,"image",2);b=O([st("rt-cctv-tile")],b);function qt(i){if(!i)return null;const{fresh:t,last:e,link:s,reason:n,way:r,silent:o}=i;return[t,t?null:e,s,n,r,t?0:Math.floor(o)]}const ji=tt`
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
`;var Di=Object.defineProperty,Hi=Object.getOwnPropertyDescriptor,K=(i,t,e,s)=>{for(var n=s>1?void 0:s?Hi(t,e):t,r=i.length-1,o;r>=0;r--)(o=i[r])&&(n=(s?o(t,e,n):o(n))||n);return s&&n&&Di(t,e,n),n};const Wi=4,Bi=3e3;let R=class extends A{constructor(){super(...arguments),this.path=null,this.label="",this.url=null,this.timer=0}disconnectedCallback(){super.disconnectedCallback(),this.forget()}connectedCallback(){super.connectedCallback(),this.hasUpdated&&this.fetch(1)}updated(i){i.has("path")&&(this.forget(),this.fetch(1))}forget(){window.clearTimeout(this.timer),this.url&&URL.revokeObjectURL(this.url),this.url=null}async fetch(i){const{path:t,hass:e}=this;if(!(!t||!e||!this.isConnected))try{const s=await e.fetchWithAuth(t,{signal:AbortSignal.timeout(1e4)});if(!s.ok)throw new Error(String(s.status));const n=await s.blob();t===this.path&&this.isConnected&&(this.url=URL.createObjectURL(n))}catch{i<Wi&&t===this.path&&(this.timer=window.setTimeout(()=>{this.fetch(i+1)},Bi))}}render(){return this.url?p`<img src=${this.url} alt=${this.label} />`:c}};R.styles=tt`
    :host {
      display: block;
    }
    img {
      display: block;
      width: 100%;
      height: 100%;
      object-fit: contain;
    }
  `;K([_({attribute:!1})],R.prototype,"hass",2);K([_()],R.prototype,"path",2);K([_()],R.prototype,"label",2);K([T()],R.prototype,"url",2);R=K([st("rt-cctv-evidence")],R);var qi=Object.defineProperty,Fi=Object.getOwnPropertyDescriptor,D=(i,t,e,s)=>{for(var n=s>1?void 0:s?Fi(t,e):t,r=i.length-1,o;r>=0;r--)(o=i[r])&&(n=(s?o(t,e,n):o(n))||n);return s&&n&&qi(t,e,n),n};let S=class extends A{constructor(){super(...arguments),this.place="",this.trouble="",this.busy=!1}async take(){const{front:i,hass:t}=this;if(!i||!t||this.busy||!i.incident.may_act)return;this.busy=!0,this.trouble="";const{entry:e,incident:s}=i.incident;try{await t.callWS({type:"rt_cctv/incident/answer",entry:e,incident:s,verb:"take"})}catch(n){const r=n.code??"";this.trouble=X(t)(["already","closed","unknown"].includes(r)?"too_late":"failed")}finally{this.busy=!1}}render(){const{front:i,hass:t}=this;if(!i)return c;const{incident:e,waiting:s}=i,n=X(t);return this.setAttribute("severity",e.severity),p`<div class="severity" role="alert">${y("alarm")}${n(e.severity)}</div>
      <div class="kind">${Lt(n,e.kind)}</div>
      <div>${this.place} ${n("began",{time:G(t,e.since)})}${this.times(n)}</div>
      ${e.text?p`<div class="text">${e.text}</div>`:c}
      <rt-cctv-evidence .hass=${t} .path=${e.evidence} label=${Lt(n,e.kind)}></rt-cctv-evidence>
      ${s?p`<div class="waiting">${n("more",{count:s})}</div>`:c}
      ${this.trouble?p`<div role="status">${this.trouble}</div>`:c}
      ${e.may_act?p`<button ?disabled=${this.busy} @click=${this.take}>${y("check")}${n("take")}</button>`:c}`}times(i){const t=this.front?.incident.count??1;return t>1?`, ${i("times",{count:t})}`:""}};S.styles=tt`
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
  `;D([_({attribute:!1})],S.prototype,"hass",2);D([_({attribute:!1})],S.prototype,"front",2);D([_()],S.prototype,"place",2);D([T()],S.prototype,"trouble",2);D([T()],S.prototype,"busy",2);S=D([st("rt-cctv-front")],S);const Vi=90,Gi=15,Ki=2,Yi=1;function Ji(i,t){const e=i.filter(o=>o.stage==="open"&&(o.rank>=Ki||o.rank>=Yi&&t-o.since<Vi)),s=Math.max(...e.map(o=>o.rank)),n=e.filter(o=>o.rank===s).sort((o,h)=>o.since-h.since||o.incident.localeCompare(h.incident)),r=n[Math.floor(t/Gi)%n.length];return r?{incident:r,waiting:e.length-1}:null}function Zi(i){const t=new Map;for(const e of i)e.key===null||e.stage!=="open"||e.rank>(t.get(e.key)?.rank??-1)&&t.set(e.key,e);return t}const Qi=2e4,Xi=2;class ts{constructor(){this.context=null,this.sounds=new Map,this.playing=null,this.drummed=new Map,this.quietUntil=0}get blocked(){return this.context!==null&&this.context.state==="suspended"}unblock(){this.context?.resume()}hush(t){this.quietUntil=performance.now()+t*1e3,this.stop()}follow(t,e){if(!t){this.stop();return}const s=performance.now(),{incident:n}=t,r=this.drummed.get(n.incident);!(r===void 0||n.rank>=Xi&&s-r>Qi)||s<this.quietUntil||(this.drummed.set(n.incident,s),this.drummed.size>200&&this.drummed.delete(this.drummed.keys().next().value??""),this.play(n.sound,e).catch(()=>{}))}stop(){this.playing?.stop(),this.playing=null}close(){this.stop(),this.context?.close(),this.context=null,this.sounds.clear()}async play(t,e){this.context??=new AudioContext;const s=this.context;let n;try{n=t?await this.fetched(t,e,s):Ft(s)}catch{n=Ft(s)}if(s!==this.context)return;this.stop();const r=s.createBufferSource();r.buffer=n,r.connect(s.destination),r.start(),this.playing=r}fetched(t,e,s){const n=this.sounds.get(t);if(n)return n;const r=(async()=>{const o=await e.fetchWithAuth(t,{signal:AbortSignal.timeout(8e3)});if(!o.ok)throw new Error(String(o.status));return s.decodeAudioData(await o.arrayBuffer())})();return this.sounds.set(t,r),r.catch(()=>this.sounds.delete(t)),r}}function Ft(i){const{sampleRate:t}=i,e=i.createBuffer(1,t*2,t),s=e.getChannelData(0);for(let n=0;n<5;n++){const r=Math.round(n*.3*t);for(let o=0;o<t*.2;o++){const h=o/t;s[r+o]=.6*Math.exp(-22*h)*Math.sin(2*Math.PI*290*h)}}return e}const es=new URL(import.meta.url).searchParams.get("v"),Vt="rt-cctv-reloaded",is=6e5;function ss(i,t=es){if(!i||!t||i===t)return!1;const[e,s]=(sessionStorage.getItem(Vt)??"").split(" ");return e===i&&Date.now()-Number(s)<is?!1:(sessionStorage.setItem(Vt,`${i} ${Date.now()}`),location.reload(),!0)}var ns=Object.defineProperty,rs=Object.getOwnPropertyDescriptor,L=(i,t,e,s)=>{for(var n=s>1?void 0:s?rs(t,e):t,r=i.length-1,o;r>=0;r--)(o=i[r])&&(n=(s?o(t,e,n):o(n))||n);return s&&n&&ns(t,e,n),n};const os=15e4,as=4e3,hs=6e4,ls=600;let v=class extends A{constructor(){super(...arguments),this.snapshot=null,this.minute="",this.box={width:16,height:9},this.front=null,this.picked=null,this.feed=null,this.kentongan=new ts,this.forget=null,this.timer=0,this.idleTimer=0,this.pickTimer=0,this.resized=new ResizeObserver(()=>this.measure()),this.moved=()=>{this.classList.remove("idle"),window.clearTimeout(this.idleTimer),this.idleTimer=window.setTimeout(()=>this.classList.add("idle"),as)},this.touched=()=>{this.kentongan.unblock(),this.moved()},this.key=i=>{this.kentongan.unblock();const e=(this.snapshot?.slots??[])[Number(i.key)-1];i.key==="f"?this.fullScreen():i.key==="m"?this.kentongan.hush(ls):i.key==="Escape"?this.pick(null):e?this.pick(Y(e)):(i.key==="Enter"||i.key===" ")&&this.answer(i)}}connectedCallback(){super.connectedCallback(),this.kiosk(!0),this.timer=window.setInterval(()=>this.tick(),1e3),this.resized.observe(this),window.addEventListener("keydown",this.key),window.addEventListener("pointermove",this.moved),window.addEventListener("pointerdown",this.touched),this.hass&&this.follow()}disconnectedCallback(){super.disconnectedCallback(),this.kiosk(!1),window.clearInterval(this.timer),this.resized.disconnect(),window.removeEventListener("keydown",this.key),window.removeEventListener("pointermove",this.moved),window.removeEventListener("pointerdown",this.touched),window.clearTimeout(this.pickTimer),this.kentongan.close(),this.forget?.(),this.forget=this.feed=null}willUpdate(i){i.has("hass")&&this.hass&&!this.feed&&this.follow()}follow(){this.hass&&(this.feed=Ne(this.hass),this.forget=this.feed.listen(()=>this.take()),this.take())}take(){this.snapshot=this.feed?.snapshot??null,ss(this.snapshot?.version??null),this.watchFront(this.feed?.now()??Date.now()/1e3),this.requestUpdate()}kiosk(i){window.dispatchEvent(new CustomEvent("hass-kiosk-mode",{detail:{enable:i}}))}measure(){this.box={width:this.clientWidth,height:this.clientHeight}}tick(){const i=this.feed?.now()??Date.now()/1e3;this.minute=G(this.hass,i),this.watchFront(i)}watchFront(i){const t=Ji(this.snapshot?.incidents??[],i);t?.incident===this.front?.incident&&t?.waiting===this.front?.waiting||(this.front=t),this.hass&&this.kentongan.follow(t,this.hass)}answer(i){const t=this.renderRoot.querySelector("rt-cctv-front");!t||i.composedPath()[0]instanceof HTMLButtonElement||(i.preventDefault(),t.take())}pick(i){window.clearTimeout(this.pickTimer),this.picked=i===this.picked?null:i,this.picked&&(this.pickTimer=window.setTimeout(()=>this.pick(null),hs))}fullScreen(){document.fullscreenElement?document.exitFullscreen():document.documentElement.requestFullscreen().catch(()=>{})}render(){const i=X(this.hass),t=Math.floor(Date.now()/os),e=`transform: translate(${t%5-2}px, ${Math.floor(t/5)%5-2}px)`;return p`<div class="shift" style=${e}>
        ${this.header(i)} ${this.notice(i)} ${this.body(i)}
      </div>
      <div class="night ${this.isNight()?"on":""}"></div>`}isNight(){const i=Be(this.hass,this.feed?.now()??Date.now()/1e3);return i>=22||i<5}header(i){const t=this.snapshot?.recorders??[],e=this.feed?.now()??Date.now()/1e3,s=[...new Set(t.map(r=>r.mode).filter(r=>r!==null))],n=[...new Set(t.flatMap(r=>r.on_shift))];return p`<header>
      <span class="clock">${this.minute}</span>
      <span class="chip">${ie(this.hass,e)}</span>
      ${s.map(r=>p`<span class="chip mode ${r}">${i(r)}</span>`)}
      ${n.length?p`<span class="chip">${i("on_shift",{names:n.join(", ")})}</span>`:c}
      <span class="spacer"></span>
      ${this.snapshot?.link?p`<span class="chip">${i(`link_${this.snapshot.link.state}`)}</span>`:c}
      <button title=${i("full_screen")} aria-label=${i("full_screen")} @click=${this.fullScreen}>
        ${y("full")}
      </button>
    </header>`}notice(i){const t=this.feed?.lostAt;return!t&&this.front&&this.kentongan.blocked?p`<div class="notice">${y("sound")} ${i("sound_off")}</div>`:t?p`<div class="notice" role="status">${i("hub_lost",{time:G(this.hass,t)})}</div>`:c}body(i){const t=this.snapshot;if(!t)return p`<div class="center">${i("loading")}</div>`;if(t.slots.length===0)return this.noSlots(i,t);const e=this.large(t),s=`grid-template: ${je(t.slots.length,!!e,!!this.front,this.box)}`;return p`<main style=${s}>
      ${ze(t.slots,Y,n=>this.tile(t,n,n===e))}
      ${this.front?this.frontPanel(i,t,this.front):c}
    </main>`}large(i){const t=this.front?.incident.key,e=i.slots.find(s=>!s.hidden&&s.key===t);return this.front?e:i.slots.find(s=>Y(s)===this.picked)}frontPanel(i,t,e){const s=t.slots.find(h=>!h.hidden&&h.key===e.incident.key),n=s&&!s.hidden?s.name||i("slot",{number:s.number}):"",r=t.recorders.find(h=>h.entry===e.incident.entry),o=s?`${s.number}. ${n},`:`${r?.name??i("at_recorder")},`;return p`<rt-cctv-front .hass=${this.hass} .front=${e} .place=${o}></rt-cctv-front>`}noSlots(i,t){const e=t.recorders.filter(s=>!s.connected);return e.length===0?p`<div class="center">${i("nothing")}</div>`:p`<div class="center">
      ${e.map(s=>p`<p>${s.name}: ${i("recorder_off")}. ${i("recorder_off_do")}.</p>`)}
    </div>`}tile(i,t,e){const s=i.recorders.find(r=>r.entry===t.entry),n=t.hidden?void 0:Zi(i.incidents).get(t.key);return p`<rt-cctv-tile
      class=${e?"large":""}
      .hass=${this.hass}
      .slotInfo=${t}
      .recorderConnected=${s?.connected??!1}
      .alarm=${n?.severity??""}
      @click=${()=>this.pick(Y(t))}
    ></rt-cctv-tile>`}};v.styles=ji;L([_({attribute:!1})],v.prototype,"hass",2);L([T()],v.prototype,"snapshot",2);L([T()],v.prototype,"minute",2);L([T()],v.prototype,"box",2);L([T()],v.prototype,"front",2);L([T()],v.prototype,"picked",2);v=L([st("rt-cctv-wall")],v);
