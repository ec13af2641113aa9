const H=globalThis,W=H.ShadowRoot&&(H.ShadyCSS===void 0||H.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,K=Symbol(),Q=new WeakMap;let ht=class{constructor(t,e,i){if(this._$cssResult$=!0,i!==K)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=e}get styleSheet(){let t=this.o;const e=this.t;if(W&&t===void 0){const i=e!==void 0&&e.length===1;i&&(t=Q.get(e)),t===void 0&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),i&&Q.set(e,t))}return t}toString(){return this.cssText}};const kt=s=>new ht(typeof s=="string"?s:s+"",void 0,K),bt=(s,...t)=>{const e=s.length===1?s[0]:t.reduce((i,n,r)=>i+(a=>{if(a._$cssResult$===!0)return a.cssText;if(typeof a=="number")return a;throw Error("Value passed to 'css' function must be a 'css' function result: "+a+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(n)+s[r+1],s[0]);return new ht(e,s,K)},vt=(s,t)=>{if(W)s.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(const e of t){const i=document.createElement("style"),n=H.litNonce;n!==void 0&&i.setAttribute("nonce",n),i.textContent=e.cssText,s.appendChild(i)}},X=W?s=>s:s=>s instanceof CSSStyleSheet?(t=>{let e="";for(const i of t.cssRules)e+=i.cssText;return kt(e)})(s):s;const{is:yt,defineProperty:wt,getOwnPropertyDescriptor:At,getOwnPropertyNames:St,getOwnPropertySymbols:xt,getPrototypeOf:Et}=Object,z=globalThis,tt=z.trustedTypes,Ct=tt?tt.emptyScript:"",Pt=z.reactiveElementPolyfillSupport,P=(s,t)=>s,D={toAttribute(s,t){switch(t){case Boolean:s=s?Ct:null;break;case Object:case Array:s=s==null?s:JSON.stringify(s)}return s},fromAttribute(s,t){let e=s;switch(t){case Boolean:e=s!==null;break;case Number:e=s===null?null:Number(s);break;case Object:case Array:try{e=JSON.parse(s)}catch{e=null}}return e}},V=(s,t)=>!yt(s,t),et={attribute:!0,type:String,converter:D,reflect:!1,useDefault:!1,hasChanged:V};Symbol.metadata??=Symbol("metadata"),z.litPropertyMetadata??=new WeakMap;let S=class extends HTMLElement{static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(t,e=et){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(t,e),!e.noAccessor){const i=Symbol(),n=this.getPropertyDescriptor(t,i,e);n!==void 0&&wt(this.prototype,t,n)}}static getPropertyDescriptor(t,e,i){const{get:n,set:r}=At(this.prototype,t)??{get(){return this[e]},set(a){this[e]=a}};return{get:n,set(a){const l=n?.call(this);r?.call(this,a),this.requestUpdate(t,l,i)},configurable:!0,enumerable:!0}}static getPropertyOptions(t){return this.elementProperties.get(t)??et}static _$Ei(){if(this.hasOwnProperty(P("elementProperties")))return;const t=Et(this);t.finalize(),t.l!==void 0&&(this.l=[...t.l]),this.elementProperties=new Map(t.elementProperties)}static finalize(){if(this.hasOwnProperty(P("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(P("properties"))){const e=this.properties,i=[...St(e),...xt(e)];for(const n of i)this.createProperty(n,e[n])}const t=this[Symbol.metadata];if(t!==null){const e=litPropertyMetadata.get(t);if(e!==void 0)for(const[i,n]of e)this.elementProperties.set(i,n)}this._$Eh=new Map;for(const[e,i]of this.elementProperties){const n=this._$Eu(e,i);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(t){const e=[];if(Array.isArray(t)){const i=new Set(t.flat(1/0).reverse());for(const n of i)e.unshift(X(n))}else t!==void 0&&e.push(X(t));return e}static _$Eu(t,e){const i=e.attribute;return i===!1?void 0:typeof i=="string"?i:typeof t=="string"?t.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(t=>t(this))}addController(t){(this._$EO??=new Set).add(t),this.renderRoot!==void 0&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}_$E_(){const t=new Map,e=this.constructor.elementProperties;for(const i of e.keys())this.hasOwnProperty(i)&&(t.set(i,this[i]),delete this[i]);t.size>0&&(this._$Ep=t)}createRenderRoot(){const t=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return vt(t,this.constructor.elementStyles),t}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(t=>t.hostConnected?.())}enableUpdating(t){}disconnectedCallback(){this._$EO?.forEach(t=>t.hostDisconnected?.())}attributeChangedCallback(t,e,i){this._$AK(t,i)}_$ET(t,e){const i=this.constructor.elementProperties.get(t),n=this.constructor._$Eu(t,i);if(n!==void 0&&i.reflect===!0){const r=(i.converter?.toAttribute!==void 0?i.converter:D).toAttribute(e,i.type);this._$Em=t,r==null?this.removeAttribute(n):this.setAttribute(n,r),this._$Em=null}}_$AK(t,e){const i=this.constructor,n=i._$Eh.get(t);if(n!==void 0&&this._$Em!==n){const r=i.getPropertyOptions(n),a=typeof r.converter=="function"?{fromAttribute:r.converter}:r.converter?.fromAttribute!==void 0?r.converter:D;this._$Em=n;const l=a.fromAttribute(e,r.type);this[n]=l??this._$Ej?.get(n)??l,this._$Em=null}}requestUpdate(t,e,i,n=!1,r){if(t!==void 0){const a=this.constructor;if(n===!1&&(r=this[t]),i??=a.getPropertyOptions(t),!((i.hasChanged??V)(r,e)||i.useDefault&&i.reflect&&r===this._$Ej?.get(t)&&!this.hasAttribute(a._$Eu(t,i))))return;this.C(t,e,i)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(t,e,{useDefault:i,reflect:n,wrapped:r},a){i&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,a??e??this[t]),r!==!0||a!==void 0)||(this._$AL.has(t)||(this.hasUpdated||i||(e=void 0),this._$AL.set(t,e)),n===!0&&this._$Em!==t&&(this._$Eq??=new Set).add(t))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}const t=this.scheduleUpdate();return t!=null&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(const[n,r]of this._$Ep)this[n]=r;this._$Ep=void 0}const i=this.constructor.elementProperties;if(i.size>0)for(const[n,r]of i){const{wrapped:a}=r,l=this[n];a!==!0||this._$AL.has(n)||l===void 0||this.C(n,void 0,r,l)}}let t=!1;const e=this._$AL;try{t=this.shouldUpdate(e),t?(this.willUpdate(e),this._$EO?.forEach(i=>i.hostUpdate?.()),this.update(e)):this._$EM()}catch(i){throw t=!1,this._$EM(),i}t&&this._$AE(e)}willUpdate(t){}_$AE(t){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t)),this.updated(t)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}update(t){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(t){}firstUpdated(t){}};S.elementStyles=[],S.shadowRootOptions={mode:"open"},S[P("elementProperties")]=new Map,S[P("finalized")]=new Map,Pt?.({ReactiveElement:S}),(z.reactiveElementVersions??=[]).push("2.1.2");const G=globalThis,st=s=>s,j=G.trustedTypes,it=j?j.createPolicy("lit-html",{createHTML:s=>s}):void 0,ut="$lit$",k=`lit$${Math.random().toFixed(9).slice(2)}$`,pt="?"+k,Tt=`<${pt}>`,w=document,O=()=>w.createComment(""),M=s=>s===null||typeof s!="object"&&typeof s!="function",F=Array.isArray,Ot=s=>F(s)||typeof s?.[Symbol.iterator]=="function",L=`[ 	
\f\r]`,C=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,nt=/-->/g,rt=/>/g,v=RegExp(`>|${L}(?:([^\\s"'>=/]+)(${L}*=${L}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),at=/'/g,ot=/"/g,_t=/^(?:script|style|textarea|title)$/i,Mt=s=>(t,...e)=>({_$litType$:s,strings:t,values:e}),d=Mt(1),x=Symbol.for("lit-noChange"),c=Symbol.for("lit-nothing"),lt=new WeakMap,y=w.createTreeWalker(w,129);function mt(s,t){if(!F(s)||!s.hasOwnProperty("raw"))throw Error("invalid template strings array");return it!==void 0?it.createHTML(t):t}const Rt=(s,t)=>{const e=s.length-1,i=[];let n,r=t===2?"<svg>":t===3?"<math>":"",a=C;for(let l=0;l<e;l++){const o=s[l];let u,p,h=-1,g=0;for(;g<o.length&&(a.lastIndex=g,p=a.exec(o),p!==null);)g=a.lastIndex,a===C?p[1]==="!--"?a=nt:p[1]!==void 0?a=rt:p[2]!==void 0?(_t.test(p[2])&&(n=RegExp("</"+p[2],"g")),a=v):p[3]!==void 0&&(a=v):a===v?p[0]===">"?(a=n??C,h=-1):p[1]===void 0?h=-2:(h=a.lastIndex-p[2].length,u=p[1],a=p[3]===void 0?v:p[3]==='"'?ot:at):a===ot||a===at?a=v:a===nt||a===rt?a=C:(a=v,n=void 0);const $=a===v&&s[l+1].startsWith("/>")?" ":"";r+=a===C?o+Tt:h>=0?(i.push(u),o.slice(0,h)+ut+o.slice(h)+k+$):o+k+(h===-2?l:$)}return[mt(s,r+(s[e]||"<?>")+(t===2?"</svg>":t===3?"</math>":"")),i]};class R{constructor({strings:t,_$litType$:e},i){let n;this.parts=[];let r=0,a=0;const l=t.length-1,o=this.parts,[u,p]=Rt(t,e);if(this.el=R.createElement(u,i),y.currentNode=this.el.content,e===2||e===3){const h=this.el.content.firstChild;h.replaceWith(...h.childNodes)}for(;(n=y.nextNode())!==null&&o.length<l;){if(n.nodeType===1){if(n.hasAttributes())for(const h of n.getAttributeNames())if(h.endsWith(ut)){const g=p[a++],$=n.getAttribute(h).split(k),N=/([.?@])?(.*)/.exec(g);o.push({type:1,index:r,name:N[2],strings:$,ctor:N[1]==="."?Nt:N[1]==="?"?Ht:N[1]==="@"?Dt:I}),n.removeAttribute(h)}else h.startsWith(k)&&(o.push({type:6,index:r}),n.removeAttribute(h));if(_t.test(n.tagName)){const h=n.textContent.split(k),g=h.length-1;if(g>0){n.textContent=j?j.emptyScript:"";for(let $=0;$<g;$++)n.append(h[$],O()),y.nextNode(),o.push({type:2,index:++r});n.append(h[g],O())}}}else if(n.nodeType===8)if(n.data===pt)o.push({type:2,index:r});else{let h=-1;for(;(h=n.data.indexOf(k,h+1))!==-1;)o.push({type:7,index:r}),h+=k.length-1}r++}}static createElement(t,e){const i=w.createElement("template");return i.innerHTML=t,i}}function E(s,t,e=s,i){if(t===x)return t;let n=i!==void 0?e._$Co?.[i]:e._$Cl;const r=M(t)?void 0:t._$litDirective$;return n?.constructor!==r&&(n?._$AO?.(!1),r===void 0?n=void 0:(n=new r(s),n._$AT(s,e,i)),i!==void 0?(e._$Co??=[])[i]=n:e._$Cl=n),n!==void 0&&(t=E(s,n._$AS(s,t.values),n,i)),t}class Ut{constructor(t,e){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){const{el:{content:e},parts:i}=this._$AD,n=(t?.creationScope??w).importNode(e,!0);y.currentNode=n;let r=y.nextNode(),a=0,l=0,o=i[0];for(;o!==void 0;){if(a===o.index){let u;o.type===2?u=new U(r,r.nextSibling,this,t):o.type===1?u=new o.ctor(r,o.name,o.strings,this,t):o.type===6&&(u=new jt(r,this,t)),this._$AV.push(u),o=i[++l]}a!==o?.index&&(r=y.nextNode(),a++)}return y.currentNode=w,n}p(t){let e=0;for(const i of this._$AV)i!==void 0&&(i.strings!==void 0?(i._$AI(t,i,e),e+=i.strings.length-2):i._$AI(t[e])),e++}}class U{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(t,e,i,n){this.type=2,this._$AH=c,this._$AN=void 0,this._$AA=t,this._$AB=e,this._$AM=i,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let t=this._$AA.parentNode;const e=this._$AM;return e!==void 0&&t?.nodeType===11&&(t=e.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(t,e=this){t=E(this,t,e),M(t)?t===c||t==null||t===""?(this._$AH!==c&&this._$AR(),this._$AH=c):t!==this._$AH&&t!==x&&this._(t):t._$litType$!==void 0?this.$(t):t.nodeType!==void 0?this.T(t):Ot(t)?this.k(t):this._(t)}O(t){return this._$AA.parentNode.insertBefore(t,this._$AB)}T(t){this._$AH!==t&&(this._$AR(),this._$AH=this.O(t))}_(t){this._$AH!==c&&M(this._$AH)?this._$AA.nextSibling.data=t:this.T(w.createTextNode(t)),this._$AH=t}$(t){const{values:e,_$litType$:i}=t,n=typeof i=="number"?this._$AC(t):(i.el===void 0&&(i.el=R.createElement(mt(i.h,i.h[0]),this.options)),i);if(this._$AH?._$AD===n)this._$AH.p(e);else{const r=new Ut(n,this),a=r.u(this.options);r.p(e),this.T(a),this._$AH=r}}_$AC(t){let e=lt.get(t.strings);return e===void 0&&lt.set(t.strings,e=new R(t)),e}k(t){F(this._$AH)||(this._$AH=[],this._$AR());const e=this._$AH;let i,n=0;for(const r of t)n===e.length?e.push(i=new U(this.O(O()),this.O(O()),this,this.options)):i=e[n],i._$AI(r),n++;n<e.length&&(this._$AR(i&&i._$AB.nextSibling,n),e.length=n)}_$AR(t=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);t!==this._$AB;){const i=st(t).nextSibling;st(t).remove(),t=i}}setConnected(t){this._$AM===void 0&&(this._$Cv=t,this._$AP?.(t))}}class I{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,e,i,n,r){this.type=1,this._$AH=c,this._$AN=void 0,this.element=t,this.name=e,this._$AM=n,this.options=r,i.length>2||i[0]!==""||i[1]!==""?(this._$AH=Array(i.length-1).fill(new String),this.strings=i):this._$AH=c}_$AI(t,e=this,i,n){const r=this.strings;let a=!1;if(r===void 0)t=E(this,t,e,0),a=!M(t)||t!==this._$AH&&t!==x,a&&(this._$AH=t);else{const l=t;let o,u;for(t=r[0],o=0;o<r.length-1;o++)u=E(this,l[i+o],e,o),u===x&&(u=this._$AH[o]),a||=!M(u)||u!==this._$AH[o],u===c?t=c:t!==c&&(t+=(u??"")+r[o+1]),this._$AH[o]=u}a&&!n&&this.j(t)}j(t){t===c?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,t??"")}}class Nt extends I{constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===c?void 0:t}}class Ht extends I{constructor(){super(...arguments),this.type=4}j(t){this.element.toggleAttribute(this.name,!!t&&t!==c)}}class Dt extends I{constructor(t,e,i,n,r){super(t,e,i,n,r),this.type=5}_$AI(t,e=this){if((t=E(this,t,e,0)??c)===x)return;const i=this._$AH,n=t===c&&i!==c||t.capture!==i.capture||t.once!==i.once||t.passive!==i.passive,r=t!==c&&(i===c||n);n&&this.element.removeEventListener(this.name,this,i),r&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}}class jt{constructor(t,e,i){this.element=t,this.type=6,this._$AN=void 0,this._$AM=e,this.options=i}get _$AU(){return this._$AM._$AU}_$AI(t){E(this,t)}}const zt=G.litHtmlPolyfillSupport;zt?.(R,U),(G.litHtmlVersions??=[]).push("3.3.3");const It=(s,t,e)=>{const i=e?.renderBefore??t;let n=i._$litPart$;if(n===void 0){const r=e?.renderBefore??null;i._$litPart$=n=new U(t.insertBefore(O(),r),r,void 0,e??{})}return n._$AI(s),n};const J=globalThis;class T extends S{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){const t=super.createRenderRoot();return this.renderOptions.renderBefore??=t.firstChild,t}update(t){const e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(t),this._$Do=It(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return x}}T._$litElement$=!0,T.finalized=!0,J.litElementHydrateSupport?.({LitElement:T});const Lt=J.litElementPolyfillSupport;Lt?.({LitElement:T});(J.litElementVersions??=[]).push("4.2.2");const Bt=s=>(t,e)=>{e!==void 0?e.addInitializer(()=>{customElements.define(s,t)}):customElements.define(s,t)};const qt={attribute:!0,type:String,converter:D,reflect:!1,hasChanged:V},Wt=(s=qt,t,e)=>{const{kind:i,metadata:n}=e;let r=globalThis.litPropertyMetadata.get(n);if(r===void 0&&globalThis.litPropertyMetadata.set(n,r=new Map),i==="setter"&&((s=Object.create(s)).wrapped=!0),r.set(e.name,s),i==="accessor"){const{name:a}=e;return{set(l){const o=t.get.call(this);t.set.call(this,l),this.requestUpdate(a,o,s,!0,l)},init(l){return l!==void 0&&this.C(a,void 0,s,l),l}}}if(i==="setter"){const{name:a}=e;return function(l){const o=this[a];t.call(this,l),this.requestUpdate(a,o,s,!0,l)}}throw Error("Unsupported decorator location: "+i)};function Z(s){return(t,e)=>typeof e=="object"?Wt(s,t,e):((i,n,r)=>{const a=n.hasOwnProperty(r);return n.constructor.createProperty(r,i),a?Object.getOwnPropertyDescriptor(n,r):void 0})(s,t,e)}function b(s){return Z({...s,state:!0,attribute:!1})}async function Kt(s,t,e=30){return(await s.callWS({type:"auth/sign_path",path:t,expires:e})).path}const Vt=["dark","empty","disk","silent","pending","expected","twin","clock"];function Gt(s,t){const e=[];let i=s.get(t);for(;i;)e.unshift(i),i=i.parent===null?void 0:s.get(i.parent);return e}function Ft(s,t){return[...s.values()].filter(e=>e.parent===t)}function Jt(s,t){return new Map([...s,...Object.entries(t.sums)])}function dt(s,t){const[e="",i="",n=""]=s.split("-"),r=t.get(e)?.name??e,a=n.replace(/^0/,"");return i==="atcs"?`ATCS ${a}, ${r}`:i==="korp"?`Korporasi ${a}, ${r}`:`RT ${a} RW ${i.replace(/^0/,"")}, ${r}`}function Zt(s=Date.now()){return new Date(s+7*36e5).toISOString().slice(0,10)}const Yt={kind_motion:"Gerakan",kind_person:"Orang",kind_vehicle:"Kendaraan",kind_line_crossing:"Garis dilewati",kind_intrusion:"Penyusupan",kind_region_entered:"Masuk zona",kind_region_left:"Keluar zona",kind_loitering:"Mondar-mandir",kind_crowd:"Kerumunan",kind_illegal_parking:"Parkir liar",kind_left_object:"Barang ditinggal",kind_taken_object:"Barang diambil",kind_flooding:"Banjir",kind_tamper:"Kamera diganggu",kind_scene_change:"Arah kamera berubah",kind_defocus:"Gambar kabur",kind_dirty_lens:"Lensa kotor",kind_video_loss:"Gambar hilang",kind_frozen:"Gambar beku",kind_disk_problem:"Disk perekam",kind_recording_failure:"Tidak merekam",kind_network_problem:"Jaringan perekam",kind_illegal_access:"Percobaan masuk ke perekam",kind_recorder_trouble:"Gangguan perekam",kind_manual:"Laporan",kind_drill:"Latihan"},Qt={kind_motion:"Movement",kind_person:"Person",kind_vehicle:"Vehicle",kind_line_crossing:"Line crossed",kind_intrusion:"Intrusion",kind_region_entered:"Zone entered",kind_region_left:"Zone left",kind_loitering:"Loitering",kind_crowd:"Crowd",kind_illegal_parking:"Illegal parking",kind_left_object:"Thing left behind",kind_taken_object:"Thing taken away",kind_flooding:"Flooding",kind_tamper:"Camera tampered with",kind_scene_change:"Camera was turned",kind_defocus:"Picture out of focus",kind_dirty_lens:"Dirty lens",kind_video_loss:"Picture lost",kind_frozen:"Picture frozen",kind_disk_problem:"Recorder's disk",kind_recording_failure:"Nothing is recorded",kind_network_problem:"Recorder's network",kind_illegal_access:"Attempts to log in to the recorder",kind_recorder_trouble:"Trouble with the recorder",kind_manual:"Report",kind_drill:"Drill"},Xt={title:"CCTV Kota",search:"Cari kelurahan atau RT",all:"Semua",dark:"Kamera mati",empty:"Slot kosong",disk:"Disk bermasalah",silent:"Hub diam",pending:"Belum dikukuhkan",expected:"Belum tersambung",twin:"Identitas ganda",clock:"Jam salah",rt:"RT",online:"daring",slots_online:"kamera hidup",slots_dark:"kamera mati",slots_unknown:"tidak diketahui",slots_empty:"slot kosong",incidents:"kejadian terbuka",today_illegal_parking:"parkir liar hari ini",today_flooding:"banjir hari ini",found:"{count} hub",more:"Tampilkan lagi",back:"Kembali",since:"sejak {time}",never:"belum pernah terdengar",export:"Unduh hitungan (CSV)",from:"Dari",to:"Sampai",menu:"Menu",disconnected:"Broker tidak terjangkau: angka di bawah adalah keadaan terakhir.",problem:"Basis data tidak bisa dipakai: {error}",failed:"Tidak bisa memuat: {error}",nothing:"Tidak ada yang cocok.",slot:"Slot {number}",state_empty:"kosong",state_online:"hidup",state_offline:"mati",state_wrong_password:"kata sandi salah",state_unsupported:"tidak bisa diputar",state_unknown:"tidak diketahui",own_pemkot:"Pemkot",own_swadaya:"swadaya",own_korporasi:"korporasi",recorder:"Perekam",records:"Catatan terakhir",faults:"Pesan yang ditolak",gaps:"Celah yang dinyatakan",waiting:"{count} catatan menunggu di hub",confirm:"Kukuhkan",revoke:"Cabut",revoke_sure:"Cabut hak {hub} untuk mengirim?",disk_state:"Disk",disk_ok:"baik",disk_error:"rusak",disk_missing:"tidak ada",disk_unformatted:"belum diformat",disk_unknown:"tidak diketahui",status_expected:"belum tersambung",status_pending:"belum dikukuhkan",status_confirmed:"dikukuhkan",status_revoked:"dicabut",state_none:"tidak ada",recorder_number:"Perekam {number}",changed:"{what}: {from} → {to}",is_now:"{what}: {to}",incident:"{what}: {phase}",phase_raised:"mulai",phase_acknowledged:"ditanggapi",phase_closed:"selesai",command_done:"Perintah dijalankan",command_failed:"Perintah tidak dijalankan: {why}",gap:"{count} catatan tidak akan datang",...Yt,gap_full:"buku besar penuh",gap_consent:"izin dicabut",gap_damaged:"buku besar rusak",gap_city:"hilang di sisi kota",fault_oversized:"pesan terlalu besar",fault_malformed:"pesan rusak",fault_malformed_record:"catatan rusak",fault_version:"versi terlalu baru",fault_unknown_hub:"hub tidak terdaftar",fault_unknown_kind:"jenis catatan tak dikenal",fault_replayed:"catatan dikirim ulang",fault_forked:"buku besar bercabang",fault_twin:"identitas ganda",fault_stale_hello:"salam yang usang",fault_stale_death:"kabar putus yang usang",fault_topic:"topik tak dikenal"},ft={title:"City CCTV",search:"Find a kelurahan or an RT",all:"All",dark:"Cameras dark",empty:"Slots empty",disk:"Disks in trouble",silent:"Hubs silent",pending:"To be confirmed",expected:"Not linked yet",twin:"Identity used twice",clock:"Clock wrong",rt:"RTs",online:"online",slots_online:"cameras alive",slots_dark:"cameras dark",slots_unknown:"unknown",slots_empty:"slots empty",incidents:"open incidents",today_illegal_parking:"illegal parking today",today_flooding:"flooding today",found:"{count} hubs",more:"Show more",back:"Back",since:"since {time}",never:"never heard",export:"Download counts (CSV)",from:"From",to:"To",menu:"Menu",disconnected:"The broker can't be reached: the figures below are the last known.",problem:"The database can't be used: {error}",failed:"Could not load: {error}",nothing:"Nothing matches.",slot:"Slot {number}",state_empty:"empty",state_online:"alive",state_offline:"dark",state_wrong_password:"wrong password",state_unsupported:"can't be played",state_unknown:"unknown",own_pemkot:"Pemkot",own_swadaya:"residents",own_korporasi:"company",recorder:"Recorder",records:"Last records",faults:"Messages refused",gaps:"Gaps stated",waiting:"{count} records wait at the hub",confirm:"Confirm",revoke:"Revoke",revoke_sure:"Take the right of {hub} to speak away?",disk_state:"Disk",disk_ok:"good",disk_error:"failing",disk_missing:"missing",disk_unformatted:"not formatted",disk_unknown:"unknown",status_expected:"not linked yet",status_pending:"to be confirmed",status_confirmed:"confirmed",status_revoked:"revoked",state_none:"none",recorder_number:"Recorder {number}",changed:"{what}: {from} → {to}",is_now:"{what}: {to}",incident:"{what}: {phase}",phase_raised:"began",phase_acknowledged:"somebody sees to it",phase_closed:"over",command_done:"Command done",command_failed:"Command not done: {why}",gap:"{count} records will never come",...Qt,gap_full:"ledger full",gap_consent:"consent taken back",gap_damaged:"ledger damaged",gap_city:"lost at the city",fault_oversized:"message too large",fault_malformed:"message damaged",fault_malformed_record:"record damaged",fault_version:"version too new",fault_unknown_hub:"hub not in the registry",fault_unknown_kind:"unknown kind of record",fault_replayed:"record sent again",fault_forked:"ledger forked",fault_twin:"identity used twice",fault_stale_hello:"outdated hello",fault_stale_death:"outdated death",fault_topic:"unknown topic"};function te(s){const t=s?.startsWith("en")?ft:Xt;return(e,i={})=>t[e].replace(/\{(\w+)\}/g,(n,r)=>String(i[r]??n))}function m(s,t,e){const i=`${t}${e}`;return i in ft?s(i):e.replaceAll("_"," ")}const A=s=>typeof s=="string"?s:"";function B(s,t,e,i){const n=s("slot",{number:String(t)});return i?`${s("recorder_number",{number:String(e??1)})}, ${n}`:n}function ee({kind:s,body:t},e,i){const n=(a,l)=>{const o=m(e,l,A(t.to));return t.was?e("changed",{what:a,from:m(e,l,A(t.was)),to:o}):e("is_now",{what:a,to:o})},r=a=>{const l=e("recorder_number",{number:String(t.r??1)});return i?a==="recorder"?l:`${l}, ${e(a)}`:e(a)};switch(s){case"slot":return n(B(e,t.n,t.r,i),"state_");case"nvr":return n(r("recorder"),"state_");case"disk":return n(r("disk_state"),"disk_");case"incident":{const a=typeof t.n=="number"?` (${B(e,t.n,t.r,i)})`:"",l=m(e,"kind_",A(t.k))+a;return e("incident",{what:l,phase:m(e,"phase_",A(t.ph))})}case"cmd":return t.ok?e("command_done"):e("command_failed",{why:A(t.why)});case"gap":return`${e("gap",{count:String(t.n)})}: ${m(e,"gap_",A(t.why))}`;default:return`${s} ${JSON.stringify(t)}`}}function q(s,t,e){const i=t.own?`, ${m(e,"own_",t.own)}`:"";return`${B(e,t.n,t.r,gt(s))}: ${m(e,"state_",Y(s,t))}${i}`}function gt(s){return s.slots.some(t=>t.r>1)}function Y(s,t){return s.online||t.st==="empty"?t.st:"unknown"}function se(s,t){return d`<div class="slots">
    ${s.slots.map(e=>d`<span
          class="st-${Y(s,e)}"
          role="img"
          aria-label=${q(s,e,t)}
          title=${q(s,e,t)}
        ></span>`)}
  </div>`}function $t(s,t,e){return s.since===null?t("never"):`${s.online?t("online"):t("silent")}, ${t("since",{time:e(s.since)})}`}function ie(s,t,e){return d`<table>
    ${s.slots.map(i=>d`<tr>
        <td><div class="slots"><span class="st-${Y(s,i)}"></span></div></td>
        <td>${q(s,i,t)}</td>
        <td class="dim">${t("since",{time:e(i.since)})}</td>
      </tr>`)}
  </table>`}function ne(s,t,e){return d`
    ${s.gaps.length?d`<h3>${t("gaps")}</h3>
          <ul>
            ${s.gaps.map(i=>d`<li>
                ${t("gap",{count:i.n})}: ${m(t,"gap_",i.why)}, ${e(i.at)}
              </li>`)}
          </ul>`:c}
    ${s.faults.length?d`<h3>${t("faults")}</h3>
          <ul>
            ${s.faults.map(i=>d`<li>${m(t,"fault_",i.reason)}: ${i.n}</li>`)}
          </ul>`:c}
    <h3>${t("records")}</h3>
    <table>
      ${s.records.map(i=>d`<tr>
          <td class="dim">${e(i.ts)}</td>
          <td>${ee(i,t,gt(s))}</td>
        </tr>`)}
    </table>
  `}function re(s,t,e,i,n){return d`<section class="card" aria-label=${t}>
    <div class="path">
      <button @click=${n.close}>${e("back")}</button>
      <h2>${t}</h2>
      ${n.confirm?d`<button @click=${n.confirm}>${e("confirm")}</button>`:c}
      ${n.revoke?d`<button @click=${n.revoke}>${e("revoke")}</button>`:c}
    </div>
    <p>
      ${s.id} · ${m(e,"status_",s.status)} · ${$t(s,e,i)} ·
      ${e("recorder")}: ${m(e,"state_",s.nvr)} ·
      ${e("disk_state")}: ${m(e,"disk_",s.disk)}
      ${s.wait?d` · ${e("waiting",{count:s.wait})}`:c}
    </p>
    ${ie(s,e,i)} ${ne(s,e,i)}
  </section>`}const ae=bt`
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
  td:first-child {
    width: 1%;
    white-space: nowrap;
  }
  @media (max-width: 600px) {
    td:first-child {
      width: auto;
      white-space: normal;
    }
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
  td:last-child {
    overflow-wrap: break-word;
  }
`;var oe=Object.defineProperty,le=Object.getOwnPropertyDescriptor,f=(s,t,e,i)=>{for(var n=i>1?void 0:i?le(t,e):t,r=s.length-1,a;r>=0;r--)(a=s[r])&&(n=(i?a(t,e,n):a(n))||n);return i&&n&&oe(t,e,n),n};const de=["rt","online","slots_online","slots_dark","slots_unknown","slots_empty","incidents","today_illegal_parking","today_flooding"],ce=300,ct="3374";let _=class extends T{constructor(){super(...arguments),this.narrow=!1,this.areas=new Map,this.sums=new Map,this.status=null,this.query={area:ct,text:"",trouble:null,offset:0},this.hubs=[],this.total=0,this.detail=null,this.error="",this.asked=0,this.tell=s=>{if(s===null)return this.say("never");const t=this.hass?.locale?.language??this.hass?.language??"id";return new Date(s).toLocaleString(t,{dateStyle:"medium",timeStyle:"short"})}}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.timer),this.leave?.then(s=>s()).catch(()=>{}),this.leave=void 0}updated(s){s.has("hass")&&this.hass&&!this.leave&&this.start(this.hass)}async start(s){this.leave=s.connection.subscribeMessage(t=>{this.sums=Jt(this.sums,t),this.status=t},{type:"rt_cctv/city/subscribe"});try{await this.leave;const{areas:t}=await s.callWS({type:"rt_cctv/city/areas"});this.areas=new Map(t.map(e=>[e.code,e])),await this.look()}catch(t){this.fail(t)}}fail(s){const t=(s instanceof Error,s.message);this.error=t??String(s)}ask(s){this.query={...this.query,offset:0,...s},this.detail=null,this.look()}async look(){if(!this.hass)return;const{area:s,text:t,trouble:e,offset:i}=this.query,n=++this.asked;try{const r=await this.hass.callWS({type:"rt_cctv/city/hubs",area:s===ct?"":s,text:t,offset:i,...e?{trouble:e}:{}});if(n!==this.asked)return;this.hubs=i?[...this.hubs,...r.hubs]:r.hubs,this.total=r.total,this.error=""}catch(r){n===this.asked&&this.fail(r)}}async open(s){try{this.detail=await this.hass?.callWS({type:"rt_cctv/city/hub",hub:s})??null}catch(t){this.fail(t)}}async act(s,t){if(!(s==="revoke_hubs"&&!confirm(this.say("revoke_sure",{hub:t}))))try{await this.hass?.callService("rt_cctv",s,{hubs:[t]}),await this.open(t),await this.look()}catch(e){this.fail(e)}}async download(){const s=e=>this.renderRoot.querySelector(`input[name=${e}]`)?.value??"",t=`/api/rt_cctv/city/counts.csv?from=${s("from")}&to=${s("to")}`;try{this.hass&&location.assign(await Kt(this.hass,t))}catch(e){this.fail(e)}}type(s){const t=s.target.value;clearTimeout(this.timer),this.timer=setTimeout(()=>this.ask({text:t}),ce)}get say(){return te(this.hass?.locale?.language??this.hass?.language)}render(){const s=this.say;return d`
      <header>
        ${this.narrow?d`<button aria-label=${s("menu")} @click=${this.openMenu}>☰</button>`:c}
        <h1>${s("title")}</h1>
        ${this.exports()}
      </header>
      ${this.warnings()}
      <nav class="path" aria-label=${s("title")}>
        ${Gt(this.areas,this.query.area).map(t=>d`<button
              aria-pressed=${t.code===this.query.area}
              @click=${()=>this.ask({area:t.code})}
            >
              ${t.name}
            </button>`)}
      </nav>
      ${this.totals()} ${this.tree()} ${this.filters()}
      ${this.detail?this.card(this.detail):this.table()}
    `}openMenu(){this.dispatchEvent(new Event("hass-toggle-menu",{bubbles:!0,composed:!0}))}warnings(){const s=this.say;return this.error?d`<div class="warning" role="alert">${s("failed",{error:this.error})}</div>`:this.status?.problem?d`<div class="warning" role="alert">
        ${s("problem",{error:this.status.problem})}
      </div>`:this.status&&!this.status.connected?d`<div class="warning" role="alert">${s("disconnected")}</div>`:c}totals(){const s=this.sums.get(this.query.area);return d`<div class="sums">
      ${de.map(t=>d`<div class="sum"><b>${s?.[t]??"–"}</b>${this.say(t)}</div>`)}
    </div>`}tree(){return d`<div class="areas">
      ${Ft(this.areas,this.query.area).map(s=>{const t=this.sums.get(s.code)??{},e=[t.slots_online??0,t.slots_dark??0,t.slots_unknown??0];return d`<button @click=${()=>this.ask({area:s.code})}>
          ${s.name} <span class="dim">${t.online??0}/${t.rt??0}</span>
          <div class="bar" aria-hidden="true">
            ${["alive","dark","unknown"].map((i,n)=>d`<i class=${i} style="flex: ${e[n]??0}"></i>`)}
          </div>
        </button>`})}
    </div>`}filters(){const s=this.say,t=(e,i)=>d`<button
        aria-pressed=${this.query.trouble===e}
        @click=${()=>this.ask({trouble:e})}
      >
        ${s(i)}
      </button>`;return d`<div class="filters" role="search">
      <input type="search" aria-label=${s("search")} placeholder=${s("search")} @input=${this.type} />
      ${t(null,"all")} ${Vt.map(e=>t(e,e))}
    </div>`}exports(){const s=t=>d`<label>${this.say(t)} <input type="date" name=${t} .value=${Zt()} /></label>`;return d`<div class="export">
      ${s("from")} ${s("to")}
      <button @click=${this.download}>${this.say("export")}</button>
    </div>`}table(){const s=this.say;return this.hubs.length?d`<div class="card">
      <p class="dim">${s("found",{count:this.total})}</p>
      <table>
        ${this.hubs.map(t=>d`<tr>
            <td>
              <button @click=${()=>{this.open(t.id)}}>${dt(t.id,this.areas)}</button>
            </td>
            <td>${se(t,s)}</td>
            <td class="dim">${$t(t,s,this.tell)}</td>
          </tr>`)}
      </table>
      ${this.hubs.length<this.total?d`<button
            @click=${()=>{this.query={...this.query,offset:this.hubs.length},this.look()}}
          >
            ${s("more")}
          </button>`:c}
    </div>`:d`<p class="dim">${s("nothing")}</p>`}card(s){const t=this.hass?.user?.is_admin??!1;return re(s,dt(s.id,this.areas),this.say,this.tell,{close:()=>this.detail=null,confirm:t&&s.status==="pending"?()=>{this.act("confirm_hubs",s.id)}:null,revoke:t&&s.status!=="revoked"?()=>{this.act("revoke_hubs",s.id)}:null})}};_.styles=ae;f([Z({attribute:!1})],_.prototype,"hass",2);f([Z({type:Boolean,reflect:!0})],_.prototype,"narrow",2);f([b()],_.prototype,"areas",2);f([b()],_.prototype,"sums",2);f([b()],_.prototype,"status",2);f([b()],_.prototype,"query",2);f([b()],_.prototype,"hubs",2);f([b()],_.prototype,"total",2);f([b()],_.prototype,"detail",2);f([b()],_.prototype,"error",2);_=f([Bt("rt-cctv-city")],_);
