"""The globals of a browser, as pystream/browser.pyi has them. Made by tools/browser_types.mjs."""

# What is called with `new`, and everything else.
CLASSES = frozenset(
    """
    AbortController AbortSignal AbstractRange AggregateError AnalyserNode Animation AnimationEffect
    AnimationEvent AnimationPlaybackEvent AnimationTimeline Array ArrayBuffer Attr Audio AudioBuffer
    AudioBufferSourceNode AudioContext AudioDestinationNode AudioListener AudioNode AudioParam AudioParamMap
    AudioProcessingEvent AudioScheduledSourceNode AudioWorklet AudioWorkletNode
    AuthenticatorAssertionResponse AuthenticatorAttestationResponse AuthenticatorResponse BarProp
    BaseAudioContext BeforeUnloadEvent BigInt64Array BigUint64Array BiquadFilterNode Blob BlobEvent
    BroadcastChannel ByteLengthQueuingStrategy CDATASection CSSAnimation CSSConditionRule CSSContainerRule
    CSSCounterStyleRule CSSFontFaceRule CSSFontFeatureValuesRule CSSFontPaletteValuesRule CSSGroupingRule
    CSSImageValue CSSImportRule CSSKeyframeRule CSSKeyframesRule CSSKeywordValue CSSLayerBlockRule
    CSSLayerStatementRule CSSMathClamp CSSMathInvert CSSMathMax CSSMathMin CSSMathNegate CSSMathProduct
    CSSMathSum CSSMathValue CSSMatrixComponent CSSMediaRule CSSNamespaceRule CSSNumericArray CSSNumericValue
    CSSPageRule CSSPerspective CSSPropertyRule CSSRotate CSSRule CSSRuleList CSSScale CSSScopeRule CSSSkew
    CSSSkewX CSSSkewY CSSStartingStyleRule CSSStyleDeclaration CSSStyleRule CSSStyleSheet CSSStyleValue
    CSSSupportsRule CSSTransformComponent CSSTransformValue CSSTransition CSSTranslate CSSUnitValue
    CSSUnparsedValue CSSVariableReferenceValue Cache CacheStorage CanvasCaptureMediaStreamTrack
    CanvasGradient CanvasPattern CanvasRenderingContext2D ChannelMergerNode ChannelSplitterNode CharacterData
    Clipboard ClipboardEvent ClipboardItem CloseEvent Comment CompositionEvent CompressionStream
    ConstantSourceNode ContentVisibilityAutoStateChangeEvent ConvolverNode CountQueuingStrategy Credential
    CredentialsContainer Crypto CryptoKey CustomElementRegistry CustomEvent CustomStateSet DOMException
    DOMImplementation DOMMatrix DOMMatrixReadOnly DOMParser DOMPoint DOMPointReadOnly DOMQuad DOMRect
    DOMRectList DOMRectReadOnly DOMStringList DOMStringMap DOMTokenList DataTransfer DataTransferItem
    DataTransferItemList DataView Date DecompressionStream DelayNode DeviceMotionEvent DeviceOrientationEvent
    Document DocumentFragment DocumentTimeline DocumentType DragEvent DynamicsCompressorNode Element
    ElementInternals EncodedVideoChunk Error ErrorEvent EvalError Event EventCounts EventSource EventTarget
    External File FileList FileReader FileSystem FileSystemDirectoryEntry FileSystemDirectoryHandle
    FileSystemDirectoryReader FileSystemEntry FileSystemFileEntry FileSystemFileHandle FileSystemHandle
    FileSystemWritableFileStream FinalizationRegistry Float32Array Float64Array FocusEvent FontFace
    FontFaceSet FontFaceSetLoadEvent FormData FormDataEvent Function GainNode Gamepad GamepadButton
    GamepadEvent GamepadHapticActuator Geolocation GeolocationCoordinates GeolocationPosition
    GeolocationPositionError HTMLAllCollection HTMLAnchorElement HTMLAreaElement HTMLAudioElement
    HTMLBRElement HTMLBaseElement HTMLBodyElement HTMLButtonElement HTMLCanvasElement HTMLCollection
    HTMLDListElement HTMLDataElement HTMLDataListElement HTMLDetailsElement HTMLDialogElement
    HTMLDirectoryElement HTMLDivElement HTMLDocument HTMLElement HTMLEmbedElement HTMLFieldSetElement
    HTMLFontElement HTMLFormControlsCollection HTMLFormElement HTMLFrameElement HTMLFrameSetElement
    HTMLHRElement HTMLHeadElement HTMLHeadingElement HTMLHtmlElement HTMLIFrameElement HTMLImageElement
    HTMLInputElement HTMLLIElement HTMLLabelElement HTMLLegendElement HTMLLinkElement HTMLMapElement
    HTMLMarqueeElement HTMLMediaElement HTMLMenuElement HTMLMetaElement HTMLMeterElement HTMLModElement
    HTMLOListElement HTMLObjectElement HTMLOptGroupElement HTMLOptionElement HTMLOptionsCollection
    HTMLOutputElement HTMLParagraphElement HTMLParamElement HTMLPictureElement HTMLPreElement
    HTMLProgressElement HTMLQuoteElement HTMLScriptElement HTMLSelectElement HTMLSlotElement
    HTMLSourceElement HTMLSpanElement HTMLStyleElement HTMLTableCaptionElement HTMLTableCellElement
    HTMLTableColElement HTMLTableElement HTMLTableRowElement HTMLTableSectionElement HTMLTemplateElement
    HTMLTextAreaElement HTMLTimeElement HTMLTitleElement HTMLTrackElement HTMLUListElement HTMLUnknownElement
    HTMLVideoElement HashChangeEvent Headers Highlight HighlightRegistry History IDBCursor IDBCursorWithValue
    IDBDatabase IDBFactory IDBIndex IDBKeyRange IDBObjectStore IDBOpenDBRequest IDBRequest IDBTransaction
    IDBVersionChangeEvent IIRFilterNode IdleDeadline Image ImageBitmap ImageBitmapRenderingContext ImageData
    InputDeviceInfo InputEvent Int16Array Int32Array Int8Array IntersectionObserver IntersectionObserverEntry
    KeyboardEvent KeyframeEffect LargestContentfulPaint Location Lock LockManager MIDIAccess
    MIDIConnectionEvent MIDIInput MIDIInputMap MIDIMessageEvent MIDIOutput MIDIOutputMap MIDIPort Map
    MathMLElement MediaCapabilities MediaDeviceInfo MediaDevices MediaElementAudioSourceNode
    MediaEncryptedEvent MediaError MediaKeyMessageEvent MediaKeySession MediaKeyStatusMap
    MediaKeySystemAccess MediaKeys MediaList MediaMetadata MediaQueryList MediaQueryListEvent MediaRecorder
    MediaSession MediaSource MediaSourceHandle MediaStream MediaStreamAudioDestinationNode
    MediaStreamAudioSourceNode MediaStreamTrack MediaStreamTrackEvent MessageChannel MessageEvent MessagePort
    MimeType MimeTypeArray MouseEvent MutationEvent MutationObserver MutationRecord NamedNodeMap
    NavigationPreloadManager Navigator Node NodeIterator NodeList Notification Object
    OfflineAudioCompletionEvent OfflineAudioContext OffscreenCanvas OffscreenCanvasRenderingContext2D Option
    OscillatorNode OverconstrainedError PageTransitionEvent PannerNode Path2D PaymentMethodChangeEvent
    PaymentRequest PaymentRequestUpdateEvent PaymentResponse Performance PerformanceEntry
    PerformanceEventTiming PerformanceMark PerformanceMeasure PerformanceNavigation
    PerformanceNavigationTiming PerformanceObserver PerformanceObserverEntryList PerformancePaintTiming
    PerformanceResourceTiming PerformanceServerTiming PerformanceTiming PeriodicWave PermissionStatus
    Permissions PictureInPictureEvent PictureInPictureWindow Plugin PluginArray PointerEvent PopStateEvent
    ProcessingInstruction ProgressEvent Promise PromiseRejectionEvent Proxy PublicKeyCredential PushManager
    PushSubscription PushSubscriptionOptions RTCCertificate RTCDTMFSender RTCDTMFToneChangeEvent
    RTCDataChannel RTCDataChannelEvent RTCDtlsTransport RTCEncodedAudioFrame RTCEncodedVideoFrame RTCError
    RTCErrorEvent RTCIceCandidate RTCIceTransport RTCPeerConnection RTCPeerConnectionIceErrorEvent
    RTCPeerConnectionIceEvent RTCRtpReceiver RTCRtpScriptTransform RTCRtpSender RTCRtpTransceiver
    RTCSctpTransport RTCSessionDescription RTCStatsReport RTCTrackEvent RadioNodeList Range RangeError
    ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest
    ReadableStreamDefaultController ReadableStreamDefaultReader ReferenceError RegExp RemotePlayback Report
    ReportBody ReportingObserver Request ResizeObserver ResizeObserverEntry ResizeObserverSize Response
    SVGAElement SVGAngle SVGAnimateElement SVGAnimateMotionElement SVGAnimateTransformElement
    SVGAnimatedAngle SVGAnimatedBoolean SVGAnimatedEnumeration SVGAnimatedInteger SVGAnimatedLength
    SVGAnimatedLengthList SVGAnimatedNumber SVGAnimatedNumberList SVGAnimatedPreserveAspectRatio
    SVGAnimatedRect SVGAnimatedString SVGAnimatedTransformList SVGAnimationElement SVGCircleElement
    SVGClipPathElement SVGComponentTransferFunctionElement SVGDefsElement SVGDescElement SVGElement
    SVGEllipseElement SVGFEBlendElement SVGFEColorMatrixElement SVGFEComponentTransferElement
    SVGFECompositeElement SVGFEConvolveMatrixElement SVGFEDiffuseLightingElement SVGFEDisplacementMapElement
    SVGFEDistantLightElement SVGFEDropShadowElement SVGFEFloodElement SVGFEFuncAElement SVGFEFuncBElement
    SVGFEFuncGElement SVGFEFuncRElement SVGFEGaussianBlurElement SVGFEImageElement SVGFEMergeElement
    SVGFEMergeNodeElement SVGFEMorphologyElement SVGFEOffsetElement SVGFEPointLightElement
    SVGFESpecularLightingElement SVGFESpotLightElement SVGFETileElement SVGFETurbulenceElement
    SVGFilterElement SVGForeignObjectElement SVGGElement SVGGeometryElement SVGGradientElement
    SVGGraphicsElement SVGImageElement SVGLength SVGLengthList SVGLineElement SVGLinearGradientElement
    SVGMPathElement SVGMarkerElement SVGMaskElement SVGMetadataElement SVGNumber SVGNumberList SVGPathElement
    SVGPatternElement SVGPointList SVGPolygonElement SVGPolylineElement SVGPreserveAspectRatio
    SVGRadialGradientElement SVGRectElement SVGSVGElement SVGScriptElement SVGSetElement SVGStopElement
    SVGStringList SVGStyleElement SVGSwitchElement SVGSymbolElement SVGTSpanElement SVGTextContentElement
    SVGTextElement SVGTextPathElement SVGTextPositioningElement SVGTitleElement SVGTransform SVGTransformList
    SVGUnitTypes SVGUseElement SVGViewElement Screen ScreenOrientation ScriptProcessorNode
    SecurityPolicyViolationEvent Selection ServiceWorker ServiceWorkerContainer ServiceWorkerRegistration Set
    ShadowRoot SharedWorker SourceBuffer SourceBufferList SpeechRecognitionAlternative
    SpeechRecognitionResult SpeechRecognitionResultList SpeechSynthesis SpeechSynthesisErrorEvent
    SpeechSynthesisEvent SpeechSynthesisUtterance SpeechSynthesisVoice StaticRange StereoPannerNode Storage
    StorageEvent StorageManager StylePropertyMap StylePropertyMapReadOnly StyleSheet StyleSheetList
    SubmitEvent SubtleCrypto Symbol SyntaxError Text TextDecoder TextDecoderStream TextEncoder
    TextEncoderStream TextEvent TextMetrics TextTrack TextTrackCue TextTrackCueList TextTrackList TimeRanges
    ToggleEvent Touch TouchEvent TouchList TrackEvent TransformStream TransformStreamDefaultController
    TransitionEvent TreeWalker TypeError UIEvent URIError URL URLSearchParams Uint16Array Uint32Array
    Uint8Array Uint8ClampedArray UserActivation VTTCue VTTRegion ValidityState VideoColorSpace VideoDecoder
    VideoEncoder VideoFrame VideoPlaybackQuality ViewTransition VisualViewport WakeLock WakeLockSentinel
    WaveShaperNode WeakMap WeakRef WeakSet WebGL2RenderingContext WebGLActiveInfo WebGLBuffer
    WebGLContextEvent WebGLFramebuffer WebGLProgram WebGLQuery WebGLRenderbuffer WebGLRenderingContext
    WebGLSampler WebGLShader WebGLShaderPrecisionFormat WebGLSync WebGLTexture WebGLTransformFeedback
    WebGLUniformLocation WebGLVertexArrayObject WebSocket WebTransport WebTransportBidirectionalStream
    WebTransportDatagramDuplexStream WebTransportError WheelEvent Window Worker Worklet WritableStream
    WritableStreamDefaultController WritableStreamDefaultWriter XMLDocument XMLHttpRequest
    XMLHttpRequestEventTarget XMLHttpRequestUpload XMLSerializer XPathEvaluator XPathExpression XPathResult
    XSLTProcessor
    """.split()
)
VALUES = frozenset(
    """
    BigInt Boolean CSS Intl JSON JsError Math NodeFilter Number Reflect SVGMatrix SVGPoint SVGRect String
    WebAssembly WebKitCSSMatrix addEventListener alert atob blur btoa caches cancelAnimationFrame
    cancelIdleCallback captureEvents clearInterval clearTimeout clientInformation close closed confirm
    console createImageBitmap crossOriginIsolated crypto customElements decodeURI decodeURIComponent
    devicePixelRatio dispatchEvent document encodeURI encodeURIComponent escape event external fetch focus
    frameElement frames getComputedStyle getSelection history indexedDB innerHeight innerWidth isFinite isNaN
    isSecureContext length localStorage location locationbar matchMedia menubar moveBy moveTo name navigator
    open opener orientation origin outerHeight outerWidth pageXOffset pageYOffset parent parseFloat parseInt
    performance personalbar position postMessage print prompt queueMicrotask releaseEvents
    removeEventListener reportError requestAnimationFrame requestIdleCallback resizeBy resizeTo screen
    screenLeft screenTop screenX screenY scroll scrollBy scrollTo scrollX scrollY scrollbars self
    sessionStorage setInterval setTimeout speechSynthesis status statusbar stop storage structuredClone to_js
    to_py toolbar top unescape visualViewport webkitURL window
    """.split()
)
GLOBALS = CLASSES | VALUES
