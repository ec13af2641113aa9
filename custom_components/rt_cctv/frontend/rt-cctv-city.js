const M=globalThis,B=M.ShadowRoot&&(M.ShadyCSS===void 0||M.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,L=Symbol(),J=new WeakMap;let at=class{constructor(t,e,i){if(this._$cssResult$=!0,i!==L)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=e}get styleSheet(){let t=this.o;const e=this.t;if(B&&t===void 0){const i=e!==void 0&&e.length===1;i&&(t=J.get(e)),t===void 0&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),i&&J.set(e,t))}return t}toString(){return this.cssText}};const mt=s=>new at(typeof s=="string"?s:s+"",void 0,L),gt=(s,...t)=>{const e=s.length===1?s[0]:t.reduce((i,r,n)=>i+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(r)+s[n+1],s[0]);return new at(e,s,L)},_t=(s,t)=>{if(B)s.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(const e of t){const i=document.createElement("style"),r=M.litNonce;r!==void 0&&i.setAttribute("nonce",r),i.textContent=e.cssText,s.appendChild(i)}},Z=B?s=>s:s=>s instanceof CSSStyleSheet?(t=>{let e="";for(const i of t.cssRules)e+=i.cssText;return mt(e)})(s):s;const{is:yt,defineProperty:vt,getOwnPropertyDescriptor:bt,getOwnPropertyNames:kt,getOwnPropertySymbols:wt,getPrototypeOf:At}=Object,D=globalThis,G=D.trustedTypes,St=G?G.emptyScript:"",xt=D.reactiveElementPolyfillSupport,E=(s,t)=>s,H={toAttribute(s,t){switch(t){case Boolean:s=s?St:null;break;case Object:case Array:s=s==null?s:JSON.stringify(s)}return s},fromAttribute(s,t){let e=s;switch(t){case Boolean:e=s!==null;break;case Number:e=s===null?null:Number(s);break;case Object:case Array:try{e=JSON.parse(s)}catch{e=null}}return e}},W=(s,t)=>!yt(s,t),Y={attribute:!0,type:String,converter:H,reflect:!1,useDefault:!1,hasChanged:W};Symbol.metadata??=Symbol("metadata"),D.litPropertyMetadata??=new WeakMap;let w=class extends HTMLElement{static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(t,e=Y){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(t,e),!e.noAccessor){const i=Symbol(),r=this.getPropertyDescriptor(t,i,e);r!==void 0&&vt(this.prototype,t,r)}}static getPropertyDescriptor(t,e,i){const{get:r,set:n}=bt(this.prototype,t)??{get(){return this[e]},set(o){this[e]=o}};return{get:r,set(o){const h=r?.call(this);n?.call(this,o),this.requestUpdate(t,h,i)},configurable:!0,enumerable:!0}}static getPropertyOptions(t){return this.elementProperties.get(t)??Y}static _$Ei(){if(this.hasOwnProperty(E("elementProperties")))return;const t=At(this);t.finalize(),t.l!==void 0&&(this.l=[...t.l]),this.elementProperties=new Map(t.elementProperties)}static finalize(){if(this.hasOwnProperty(E("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(E("properties"))){const e=this.properties,i=[...kt(e),...wt(e)];for(const r of i)this.createProperty(r,e[r])}const t=this[Symbol.metadata];if(t!==null){const e=litPropertyMetadata.get(t);if(e!==void 0)for(const[i,r]of e)this.elementProperties.set(i,r)}this._$Eh=new Map;for(const[e,i]of this.elementProperties){const r=this._$Eu(e,i);r!==void 0&&this._$Eh.set(r,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(t){const e=[];if(Array.isArray(t)){const i=new Set(t.flat(1/0).reverse());for(const r of i)e.unshift(Z(r))}else t!==void 0&&e.push(Z(t));return e}static _$Eu(t,e){const i=e.attribute;return i===!1?void 0:typeof i=="string"?i:typeof t=="string"?t.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(t=>t(this))}addController(t){(this._$EO??=new Set).add(t),this.renderRoot!==void 0&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}_$E_(){const t=new Map,e=this.constructor.elementProperties;for(const i of e.keys())this.hasOwnProperty(i)&&(t.set(i,this[i]),delete this[i]);t.size>0&&(this._$Ep=t)}createRenderRoot(){const t=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return _t(t,this.constructor.elementStyles),t}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(t=>t.hostConnected?.())}enableUpdating(t){}disconnectedCallback(){this._$EO?.forEach(t=>t.hostDisconnected?.())}attributeChangedCallback(t,e,i){this._$AK(t,i)}_$ET(t,e){const i=this.constructor.elementProperties.get(t),r=this.constructor._$Eu(t,i);if(r!==void 0&&i.reflect===!0){const n=(i.converter?.toAttribute!==void 0?i.converter:H).toAttribute(e,i.type);this._$Em=t,n==null?this.removeAttribute(r):this.setAttribute(r,n),this._$Em=null}}_$AK(t,e){const i=this.constructor,r=i._$Eh.get(t);if(r!==void 0&&this._$Em!==r){const n=i.getPropertyOptions(r),o=typeof n.converter=="function"?{fromAttribute:n.converter}:n.converter?.fromAttribute!==void 0?n.converter:H;this._$Em=r;const h=o.fromAttribute(e,n.type);this[r]=h??this._$Ej?.get(r)??h,this._$Em=null}}requestUpdate(t,e,i,r=!1,n){if(t!==void 0){const o=this.constructor;if(r===!1&&(n=this[t]),i??=o.getPropertyOptions(t),!((i.hasChanged??W)(n,e)||i.useDefault&&i.reflect&&n===this._$Ej?.get(t)&&!this.hasAttribute(o._$Eu(t,i))))return;this.C(t,e,i)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(t,e,{useDefault:i,reflect:r,wrapped:n},o){i&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,o??e??this[t]),n!==!0||o!==void 0)||(this._$AL.has(t)||(this.hasUpdated||i||(e=void 0),this._$AL.set(t,e)),r===!0&&this._$Em!==t&&(this._$Eq??=new Set).add(t))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}const t=this.scheduleUpdate();return t!=null&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(const[r,n]of this._$Ep)this[r]=n;this._$Ep=void 0}const i=this.constructor.elementProperties;if(i.size>0)for(const[r,n]of i){const{wrapped:o}=n,h=this[r];o!==!0||this._$AL.has(r)||h===void 0||this.C(r,void 0,n,h)}}let t=!1;const e=this._$AL;try{t=this.shouldUpdate(e),t?(this.willUpdate(e),this._$EO?.forEach(i=>i.hostUpdate?.()),this.update(e)):this._$EM()}catch(i){throw t=!1,this._$EM(),i}t&&this._$AE(e)}willUpdate(t){}_$AE(t){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t)),this.updated(t)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}update(t){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(t){}firstUpdated(t){}};w.elementStyles=[],w.shadowRootOptions={mode:"open"},w[E("elementProperties")]=new Map,w[E("finalized")]=new Map,xt?.({ReactiveElement:w}),(D.reactiveElementVersions??=[]).push("2.1.2");const V=globalThis,Q=s=>s,N=V.trustedTypes,X=N?N.createPolicy("lit-html",{createHTML:s=>s}):void 0,lt="$lit$",_=`lit$${Math.random().toFixed(9).slice(2)}$`,ht="?"+_,Et=`<${ht}>`,k=document,P=()=>k.createComment(""),T=s=>s===null||typeof s!="object"&&typeof s!="function",K=Array.isArray,Ct=s=>K(s)||typeof s?.[Symbol.iterator]=="function",q=`[ 	
\f\r]`,x=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,tt=/-->/g,et=/>/g,v=RegExp(`>|${q}(?:([^\\s"'>=/]+)(${q}*=${q}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),st=/'/g,it=/"/g,ct=/^(?:script|style|textarea|title)$/i,Pt=s=>(t,...e)=>({_$litType$:s,strings:t,values:e}),l=Pt(1),A=Symbol.for("lit-noChange"),c=Symbol.for("lit-nothing"),rt=new WeakMap,b=k.createTreeWalker(k,129);function dt(s,t){if(!K(s)||!s.hasOwnProperty("raw"))throw Error("invalid template strings array");return X!==void 0?X.createHTML(t):t}const Tt=(s,t)=>{const e=s.length-1,i=[];let r,n=t===2?"<svg>":t===3?"<math>":"",o=x;for(let h=0;h<e;h++){const a=s[h];let u,p,d=-1,m=0;for(;m<a.length&&(o.lastIndex=m,p=o.exec(a),p!==null);)m=o.lastIndex,o===x?p[1]==="!--"?o=tt:p[1]!==void 0?o=et:p[2]!==void 0?(ct.test(p[2])&&(r=RegExp("</"+p[2],"g")),o=v):p[3]!==void 0&&(o=v):o===v?p[0]===">"?(o=r??x,d=-1):p[1]===void 0?d=-2:(d=o.lastIndex-p[2].length,u=p[1],o=p[3]===void 0?v:p[3]==='"'?it:st):o===it||o===st?o=v:o===tt||o===et?o=x:(o=v,r=void 0);const g=o===v&&s[h+1].startsWith("/>")?" ":"";n+=o===x?a+Et:d>=0?(i.push(u),a.slice(0,d)+lt+a.slice(d)+_+g):a+_+(d===-2?h:g)}return[dt(s,n+(s[e]||"<?>")+(t===2?"</svg>":t===3?"</math>":"")),i]};class O{constructor({strings:t,_$litType$:e},i){let r;this.parts=[];let n=0,o=0;const h=t.length-1,a=this.parts,[u,p]=Tt(t,e);if(this.el=O.createElement(u,i),b.currentNode=this.el.content,e===2||e===3){const d=this.el.content.firstChild;d.replaceWith(...d.childNodes)}for(;(r=b.nextNode())!==null&&a.length<h;){if(r.nodeType===1){if(r.hasAttributes())for(const d of r.getAttributeNames())if(d.endsWith(lt)){const m=p[o++],g=r.getAttribute(d).split(_),R=/([.?@])?(.*)/.exec(m);a.push({type:1,index:n,name:R[2],strings:g,ctor:R[1]==="."?Ut:R[1]==="?"?Rt:R[1]==="@"?Mt:j}),r.removeAttribute(d)}else d.startsWith(_)&&(a.push({type:6,index:n}),r.removeAttribute(d));if(ct.test(r.tagName)){const d=r.textContent.split(_),m=d.length-1;if(m>0){r.textContent=N?N.emptyScript:"";for(let g=0;g<m;g++)r.append(d[g],P()),b.nextNode(),a.push({type:2,index:++n});r.append(d[m],P())}}}else if(r.nodeType===8)if(r.data===ht)a.push({type:2,index:n});else{let d=-1;for(;(d=r.data.indexOf(_,d+1))!==-1;)a.push({type:7,index:n}),d+=_.length-1}n++}}static createElement(t,e){const i=k.createElement("template");return i.innerHTML=t,i}}function S(s,t,e=s,i){if(t===A)return t;let r=i!==void 0?e._$Co?.[i]:e._$Cl;const n=T(t)?void 0:t._$litDirective$;return r?.constructor!==n&&(r?._$AO?.(!1),n===void 0?r=void 0:(r=new n(s),r._$AT(s,e,i)),i!==void 0?(e._$Co??=[])[i]=r:e._$Cl=r),r!==void 0&&(t=S(s,r._$AS(s,t.values),r,i)),t}class Ot{constructor(t,e){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){const{el:{content:e},parts:i}=this._$AD,r=(t?.creationScope??k).importNode(e,!0);b.currentNode=r;let n=b.nextNode(),o=0,h=0,a=i[0];for(;a!==void 0;){if(o===a.index){let u;a.type===2?u=new U(n,n.nextSibling,this,t):a.type===1?u=new a.ctor(n,a.name,a.strings,this,t):a.type===6&&(u=new Ht(n,this,t)),this._$AV.push(u),a=i[++h]}o!==a?.index&&(n=b.nextNode(),o++)}return b.currentNode=k,r}p(t){let e=0;for(const i of this._$AV)i!==void 0&&(i.strings!==void 0?(i._$AI(t,i,e),e+=i.strings.length-2):i._$AI(t[e])),e++}}class U{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(t,e,i,r){this.type=2,this._$AH=c,this._$AN=void 0,this._$AA=t,this._$AB=e,this._$AM=i,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let t=this._$AA.parentNode;const e=this._$AM;return e!==void 0&&t?.nodeType===11&&(t=e.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(t,e=this){t=S(this,t,e),T(t)?t===c||t==null||t===""?(this._$AH!==c&&this._$AR(),this._$AH=c):t!==this._$AH&&t!==A&&this._(t):t._$litType$!==void 0?this.$(t):t.nodeType!==void 0?this.T(t):Ct(t)?this.k(t):this._(t)}O(t){return this._$AA.parentNode.insertBefore(t,this._$AB)}T(t){this._$AH!==t&&(this._$AR(),this._$AH=this.O(t))}_(t){this._$AH!==c&&T(this._$AH)?this._$AA.nextSibling.data=t:this.T(k.createTextNode(t)),this._$AH=t}$(t){const{values:e,_$litType$:i}=t,r=typeof i=="number"?this._$AC(t):(i.el===void 0&&(i.el=O.createElement(dt(i.h,i.h[0]),this.options)),i);if(this._$AH?._$AD===r)this._$AH.p(e);else{const n=new Ot(r,this),o=n.u(this.options);n.p(e),this.T(o),this._$AH=n}}_$AC(t){let e=rt.get(t.strings);return e===void 0&&rt.set(t.strings,e=new O(t)),e}k(t){K(this._$AH)||(this._$AH=[],this._$AR());const e=this._$AH;let i,r=0;for(const n of t)r===e.length?e.push(i=new U(this.O(P()),this.O(P()),this,this.options)):i=e[r],i._$AI(n),r++;r<e.length&&(this._$AR(i&&i._$AB.nextSibling,r),e.length=r)}_$AR(t=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);t!==this._$AB;){const i=Q(t).nextSibling;Q(t).remove(),t=i}}setConnected(t){this._$AM===void 0&&(this._$Cv=t,this._$AP?.(t))}}class j{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,e,i,r,n){this.type=1,this._$AH=c,this._$AN=void 0,this.element=t,this.name=e,this._$AM=r,this.options=n,i.length>2||i[0]!==""||i[1]!==""?(this._$AH=Array(i.length-1).fill(new String),this.strings=i):this._$AH=c}_$AI(t,e=this,i,r){const n=this.strings;let o=!1;if(n===void 0)t=S(this,t,e,0),o=!T(t)||t!==this._$AH&&t!==A,o&&(this._$AH=t);else{const h=t;let a,u;for(t=n[0],a=0;a<n.length-1;a++)u=S(this,h[i+a],e,a),u===A&&(u=this._$AH[a]),o||=!T(u)||u!==this._$AH[a],u===c?t=c:t!==c&&(t+=(u??"")+n[a+1]),this._$AH[a]=u}o&&!r&&this.j(t)}j(t){t===c?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,t??"")}}class Ut extends j{constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===c?void 0:t}}class Rt extends j{constructor(){super(...arguments),this.type=4}j(t){this.element.toggleAttribute(this.name,!!t&&t!==c)}}class Mt extends j{constructor(t,e,i,r,n){super(t,e,i,r,n),this.type=5}_$AI(t,e=this){if((t=S(this,t,e,0)??c)===A)return;const i=this._$AH,r=t===c&&i!==c||t.capture!==i.capture||t.once!==i.once||t.passive!==i.passive,n=t!==c&&(i===c||r);r&&this.element.removeEventListener(this.name,this,i),n&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}}class Ht{constructor(t,e,i){this.element=t,this.type=6,this._$AN=void 0,this._$AM=e,this.options=i}get _$AU(){return this._$AM._$AU}_$AI(t){S(this,t)}}const Nt=V.litHtmlPolyfillSupport;Nt?.(O,U),(V.litHtmlVersions??=[]).push("3.3.3");const Dt=(s,t,e)=>{const i=e?.renderBefore??t;let r=i._$litPart$;if(r===void 0){const n=e?.renderBefore??null;i._$litPart$=r=new U(t.insertBefore(P(),n),n,void 0,e??{})}return r._$AI(s),r};const F=globalThis;class C extends w{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){const t=super.createRenderRoot();return this.renderOptions.renderBefore??=t.firstChild,t}update(t){const e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(t),this._$Do=Dt(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return A}}C._$litElement$=!0,C.finalized=!0,F.litElementHydrateSupport?.({LitElement:C});const jt=F.litElementPolyfillSupport;jt?.({LitElement:C});(F.litElementVersions??=[]).push("4.2.2");const qt=s=>(t,e)=>{e!==void 0?e.addInitializer(()=>{customElements.define(s,t)}):customElements.define(s,t)};const It={attribute:!0,type:String,converter:H,reflect:!1,hasChanged:W},zt=(s=It,t,e)=>{const{kind:i,metadata:r}=e;let n=globalThis.litPropertyMetadata.get(r);if(n===void 0&&globalThis.litPropertyMetadata.set(r,n=new Map),i==="setter"&&((s=Object.create(s)).wrapped=!0),n.set(e.name,s),i==="accessor"){const{name:o}=e;return{set(h){const a=t.get.call(this);t.set.call(this,h),this.requestUpdate(o,a,s,!0,h)},init(h){return h!==void 0&&this.C(o,void 0,s,h),h}}}if(i==="setter"){const{name:o}=e;return function(h){const a=this[o];t.call(this,h),this.requestUpdate(o,a,s,!0,h)}}throw Error("Unsupported decorator location: "+i)};function ut(s){return(t,e)=>typeof e=="object"?zt(s,t,e):((i,r,n)=>{const o=r.hasOwnProperty(n);return r.constructor.createProperty(n,i),o?Object.getOwnPropertyDescriptor(r,n):void 0})(s,t,e)}function y(s){return ut({...s,state:!0,attribute:!1})}async function Bt(s,t,e=30){return(await s.callWS({type:"auth/sign_path",path:t,expires:e})).path}const Lt=["dark","empty","disk","silent","pending","expected","twin","clock"];function Wt(s,t){const e=[];let i=s.get(t);for(;i;)e.unshift(i),i=i.parent===null?void 0:s.get(i.parent);return e}function Vt(s,t){return[...s.values()].filter(e=>e.parent===t)}function Kt(s,t){return new Map([...s,...Object.entries(t.sums)])}function nt(s,t){const[e="",i="",r=""]=s.split("-"),n=t.get(e)?.name??e,o=r.replace(/^0/,"");return i==="atcs"?`ATCS ${o}, ${n}`:i==="korp"?`Korporasi ${o}, ${n}`:`RT ${o} RW ${i.replace(/^0/,"")}, ${n}`}const Ft={title:"CCTV Kota",search:"Cari kelurahan atau RT",all:"Semua",dark:"Kamera mati",empty:"Slot kosong",disk:"Disk bermasalah",silent:"Hub diam",pending:"Belum dikukuhkan",expected:"Belum tersambung",twin:"Identitas ganda",clock:"Jam salah",rt:"RT",online:"daring",slots_online:"kamera hidup",slots_dark:"kamera mati",slots_unknown:"tidak diketahui",slots_empty:"slot kosong",incidents:"kejadian terbuka",today_illegal_parking:"parkir liar hari ini",today_flooding:"banjir hari ini",found:"{count} hub",more:"Tampilkan lagi",back:"Kembali",since:"sejak {time}",never:"belum pernah terdengar",export:"Unduh hitungan (CSV)",from:"Dari",to:"Sampai",disconnected:"Broker tidak terjangkau: angka di bawah adalah keadaan terakhir.",problem:"Basis data tidak bisa dipakai: {error}",failed:"Tidak bisa memuat: {error}",nothing:"Tidak ada yang cocok.",slot:"Slot {number}",state_empty:"kosong",state_online:"hidup",state_offline:"mati",state_wrong_password:"kata sandi salah",state_unsupported:"tidak bisa diputar",state_unknown:"tidak diketahui",own_pemkot:"Pemkot",own_swadaya:"swadaya",own_korporasi:"korporasi",recorder:"Perekam",records:"Catatan terakhir",faults:"Pesan yang ditolak",gaps:"Celah yang dinyatakan",waiting:"{count} catatan menunggu di hub",confirm:"Kukuhkan",revoke:"Cabut",revoke_sure:"Cabut hak {hub} untuk mengirim?"},pt={title:"City CCTV",search:"Find a kelurahan or an RT",all:"All",dark:"Cameras dark",empty:"Slots empty",disk:"Disks in trouble",silent:"Hubs silent",pending:"To be confirmed",expected:"Not linked yet",twin:"Identity used twice",clock:"Clock wrong",rt:"RTs",online:"online",slots_online:"cameras alive",slots_dark:"cameras dark",slots_unknown:"unknown",slots_empty:"slots empty",incidents:"open incidents",today_illegal_parking:"illegal parking today",today_flooding:"flooding today",found:"{count} hubs",more:"Show more",back:"Back",since:"since {time}",never:"never heard",export:"Download counts (CSV)",from:"From",to:"To",disconnected:"The broker can't be reached: the figures below are the last known.",problem:"The database can't be used: {error}",failed:"Could not load: {error}",nothing:"Nothing matches.",slot:"Slot {number}",state_empty:"empty",state_online:"alive",state_offline:"dark",state_wrong_password:"wrong password",state_unsupported:"can't be played",state_unknown:"unknown",own_pemkot:"Pemkot",own_swadaya:"residents",own_korporasi:"company",recorder:"Recorder",records:"Last records",faults:"Messages refused",gaps:"Gaps stated",waiting:"{count} records wait at the hub",confirm:"Confirm",revoke:"Revoke",revoke_sure:"Take the right of {hub} to speak away?"};function Jt(s){const t=s?.startsWith("en")?pt:Ft;return(e,i={})=>t[e].replace(/\{(\w+)\}/g,(r,n)=>String(i[n]??r))}function I(s,t,e){const i=`${t}${e}`;return i in pt?s(i):e.replaceAll("_"," ")}function z(s,t){const e=s.own?`, ${I(t,"own_",s.own)}`:"";return`${t("slot",{number:s.n})}: ${I(t,"state_",s.st)}${e}`}function $t(s,t){return`st-${s.online||t.st==="empty"?t.st:"unknown"}`}function Zt(s,t){return l`<div class="slots">
    ${s.slots.map(e=>l`<span
          class=${$t(s,e)}
          role="img"
          aria-label=${z(e,t)}
          title=${z(e,t)}
        ></span>`)}
  </div>`}function ft(s,t,e){return s.since===null?t("never"):`${s.online?t("online"):t("silent")}, ${t("since",{time:e(s.since)})}`}function Gt(s,t,e){return l`<table>
    ${s.slots.map(i=>l`<tr>
        <td><div class="slots"><span class=${$t(s,i)}></span></div></td>
        <td>${z(i,t)}</td>
        <td class="dim">${t("since",{time:e(i.since)})}</td>
      </tr>`)}
  </table>`}function Yt(s,t,e){return l`
    ${s.gaps.length?l`<h3>${t("gaps")}</h3>
          <ul>
            ${s.gaps.map(i=>l`<li>${i.n} (${i.why}), ${e(i.at)}</li>`)}
          </ul>`:c}
    ${s.faults.length?l`<h3>${t("faults")}</h3>
          <ul>
            ${s.faults.map(i=>l`<li>${i.reason}: ${i.n}</li>`)}
          </ul>`:c}
    <h3>${t("records")}</h3>
    <table>
      ${s.records.map(i=>l`<tr>
          <td class="dim">${e(i.ts)}</td>
          <td>${i.kind}</td>
          <td><code>${JSON.stringify(i.body)}</code></td>
        </tr>`)}
    </table>
  `}function Qt(s,t,e,i,r){return l`<section class="card" aria-label=${t}>
    <div class="path">
      <button @click=${r.close}>${e("back")}</button>
      <h2>${t}</h2>
      ${r.confirm?l`<button @click=${r.confirm}>${e("confirm")}</button>`:c}
      ${r.revoke?l`<button @click=${r.revoke}>${e("revoke")}</button>`:c}
    </div>
    <p>
      ${s.id} · ${s.status} · ${ft(s,e,i)} · ${e("recorder")}:
      ${I(e,"state_",s.nvr)} · ${e("disk")}: ${s.disk}
      ${s.wait?l` · ${e("waiting",{count:s.wait})}`:c}
    </p>
    ${Gt(s,e,i)} ${Yt(s,e,i)}
  </section>`}const Xt=gt`
  :host {
    display: block;
    min-height: 100%;
    padding: 16px;
    box-sizing: border-box;
    background: var(--primary-background-color);
    color: var(--primary-text-color);
    font-family: var(--ha-font-family-body, Roboto, sans-serif);
  }
  header,
  .filters,
  .path,
  .export {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    margin-bottom: 12px;
  }
  h1 {
    font-size: 1.4rem;
    margin: 0;
    flex: 1;
  }
  button,
  input {
    font: inherit;
    min-height: 40px;
    padding: 0 12px;
    border-radius: 8px;
    border: 1px solid var(--divider-color);
    background: var(--card-background-color);
    color: inherit;
  }
  button {
    cursor: pointer;
  }
  button[aria-pressed="true"] {
    background: var(--primary-color);
    color: var(--text-primary-color);
  }
  button:focus-visible,
  input:focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
  .warning {
    padding: 12px;
    border-radius: 8px;
    margin-bottom: 12px;
    background: var(--warning-color);
    color: #000;
  }
  .sums {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(120px, 1fr));
    gap: 8px;
    margin-bottom: 16px;
  }
  .sum,
  .card {
    background: var(--card-background-color);
    border-radius: 12px;
    padding: 12px;
  }
  .sum b {
    display: block;
    font-size: 1.5rem;
    font-variant-numeric: tabular-nums;
  }
  .areas {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(190px, 1fr));
    gap: 8px;
    margin-bottom: 16px;
  }
  .areas button {
    text-align: left;
    padding: 10px 12px;
    height: auto;
  }
  .bar {
    display: flex;
    height: 6px;
    border-radius: 3px;
    overflow: hidden;
    margin-top: 6px;
    background: var(--divider-color);
  }
  .bar i {
    display: block;
  }
  .alive,
  .st-online {
    background: var(--success-color, #43a047);
  }
  .dark,
  .st-offline,
  .st-wrong_password,
  .st-unsupported {
    background: var(--error-color, #db4437);
  }
  .unknown,
  .st-unknown {
    background: var(--warning-color, #ffa600);
  }
  .st-empty {
    background: var(--divider-color);
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  td,
  th {
    text-align: left;
    padding: 8px;
    border-bottom: 1px solid var(--divider-color);
  }
  .slots {
    display: flex;
    gap: 4px;
  }
  .slots span {
    width: 14px;
    height: 14px;
    border-radius: 4px;
  }
  .dim {
    opacity: 0.75;
  }
  code {
    overflow-wrap: anywhere;
  }
`;var te=Object.defineProperty,ee=Object.getOwnPropertyDescriptor,f=(s,t,e,i)=>{for(var r=i>1?void 0:i?ee(t,e):t,n=s.length-1,o;n>=0;n--)(o=s[n])&&(r=(i?o(t,e,r):o(r))||r);return i&&r&&te(t,e,r),r};const se=["rt","online","slots_online","slots_dark","slots_unknown","slots_empty","incidents","today_illegal_parking","today_flooding"],ie=300,ot="3374";let $=class extends C{constructor(){super(...arguments),this.areas=new Map,this.sums=new Map,this.status=null,this.query={area:ot,text:"",trouble:null,offset:0},this.hubs=[],this.total=0,this.detail=null,this.error="",this.asked=0,this.tell=s=>{if(s===null)return this.say("never");const t=this.hass?.locale?.language??this.hass?.language??"id";return new Date(s).toLocaleString(t,{dateStyle:"medium",timeStyle:"short"})}}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.timer),this.leave?.then(s=>s()).catch(()=>{}),this.leave=void 0}updated(s){s.has("hass")&&this.hass&&!this.leave&&this.start(this.hass)}async start(s){this.leave=s.connection.subscribeMessage(t=>{this.sums=Kt(this.sums,t),this.status=t},{type:"rt_cctv/city/subscribe"});try{await this.leave;const{areas:t}=await s.callWS({type:"rt_cctv/city/areas"});this.areas=new Map(t.map(e=>[e.code,e])),await this.look()}catch(t){this.fail(t)}}fail(s){const t=(s instanceof Error,s.message);this.error=t??String(s)}ask(s){this.query={...this.query,offset:0,...s},this.detail=null,this.look()}async look(){if(!this.hass)return;const{area:s,text:t,trouble:e,offset:i}=this.query,r=++this.asked;try{const n=await this.hass.callWS({type:"rt_cctv/city/hubs",area:s===ot?"":s,text:t,offset:i,...e?{trouble:e}:{}});if(r!==this.asked)return;this.hubs=i?[...this.hubs,...n.hubs]:n.hubs,this.total=n.total,this.error=""}catch(n){r===this.asked&&this.fail(n)}}async open(s){try{this.detail=await this.hass?.callWS({type:"rt_cctv/city/hub",hub:s})??null}catch(t){this.fail(t)}}async act(s,t){if(!(s==="revoke_hubs"&&!confirm(this.say("revoke_sure",{hub:t}))))try{await this.hass?.callService("rt_cctv",s,{hubs:[t]}),await this.open(t),await this.look()}catch(e){this.fail(e)}}async download(){const s=e=>this.renderRoot.querySelector(`input[name=${e}]`)?.value??"",t=`/api/rt_cctv/city/counts.csv?from=${s("from")}&to=${s("to")}`;try{this.hass&&location.assign(await Bt(this.hass,t))}catch(e){this.fail(e)}}type(s){const t=s.target.value;clearTimeout(this.timer),this.timer=setTimeout(()=>this.ask({text:t}),ie)}get say(){return Jt(this.hass?.locale?.language??this.hass?.language)}render(){const s=this.say;return l`
      <header>
        <h1>${s("title")}</h1>
        ${this.exports()}
      </header>
      ${this.warnings()}
      <nav class="path" aria-label=${s("title")}>
        ${Wt(this.areas,this.query.area).map(t=>l`<button
              aria-pressed=${t.code===this.query.area}
              @click=${()=>this.ask({area:t.code})}
            >
              ${t.name}
            </button>`)}
      </nav>
      ${this.totals()} ${this.tree()} ${this.filters()}
      ${this.detail?this.card(this.detail):this.table()}
    `}warnings(){const s=this.say;return this.error?l`<div class="warning" role="alert">${s("failed",{error:this.error})}</div>`:this.status?.problem?l`<div class="warning" role="alert">
        ${s("problem",{error:this.status.problem})}
      </div>`:this.status&&!this.status.connected?l`<div class="warning" role="alert">${s("disconnected")}</div>`:c}totals(){const s=this.sums.get(this.query.area);return l`<div class="sums">
      ${se.map(t=>l`<div class="sum"><b>${s?.[t]??"–"}</b>${this.say(t)}</div>`)}
    </div>`}tree(){return l`<div class="areas">
      ${Vt(this.areas,this.query.area).map(s=>{const t=this.sums.get(s.code)??{},e=[t.slots_online??0,t.slots_dark??0,t.slots_unknown??0];return l`<button @click=${()=>this.ask({area:s.code})}>
          ${s.name} <span class="dim">${t.online??0}/${t.rt??0}</span>
          <div class="bar" aria-hidden="true">
            ${["alive","dark","unknown"].map((i,r)=>l`<i class=${i} style="flex: ${e[r]??0}"></i>`)}
          </div>
        </button>`})}
    </div>`}filters(){const s=this.say,t=(e,i)=>l`<button
        aria-pressed=${this.query.trouble===e}
        @click=${()=>this.ask({trouble:e})}
      >
        ${s(i)}
      </button>`;return l`<div class="filters" role="search">
      <input type="search" aria-label=${s("search")} placeholder=${s("search")} @input=${this.type} />
      ${t(null,"all")} ${Lt.map(e=>t(e,e))}
    </div>`}exports(){const s=new Date().toISOString().slice(0,10),t=e=>l`<label>${this.say(e)} <input type="date" name=${e} .value=${s} /></label>`;return l`<div class="export">
      ${t("from")} ${t("to")}
      <button @click=${this.download}>${this.say("export")}</button>
    </div>`}table(){const s=this.say;return this.hubs.length?l`<div class="card">
      <p class="dim">${s("found",{count:this.total})}</p>
      <table>
        ${this.hubs.map(t=>l`<tr>
            <td>
              <button @click=${()=>{this.open(t.id)}}>${nt(t.id,this.areas)}</button>
            </td>
            <td>${Zt(t,s)}</td>
            <td class="dim">${ft(t,s,this.tell)}</td>
          </tr>`)}
      </table>
      ${this.hubs.length<this.total?l`<button
            @click=${()=>{this.query={...this.query,offset:this.hubs.length},this.look()}}
          >
            ${s("more")}
          </button>`:c}
    </div>`:l`<p class="dim">${s("nothing")}</p>`}card(s){const t=this.hass?.user?.is_admin??!1;return Qt(s,nt(s.id,this.areas),this.say,this.tell,{close:()=>this.detail=null,confirm:t&&s.status==="pending"?()=>{this.act("confirm_hubs",s.id)}:null,revoke:t&&s.status!=="revoked"?()=>{this.act("revoke_hubs",s.id)}:null})}};$.styles=Xt;f([ut({attribute:!1})],$.prototype,"hass",2);f([y()],$.prototype,"areas",2);f([y()],$.prototype,"sums",2);f([y()],$.prototype,"status",2);f([y()],$.prototype,"query",2);f([y()],$.prototype,"hubs",2);f([y()],$.prototype,"total",2);f([y()],$.prototype,"detail",2);f([y()],$.prototype,"error",2);$=f([qt("rt-cctv-city")],$);
