public import Hummingbird

/// What the gateway knows of one request beside the request itself.
public struct GatewayContext: RequestContext {
    /// What Hummingbird keeps.
    public var coreContext: CoreRequestContextStorage

    /// The request's id: the caller's `X-Request-ID` when it is fit to be repeated, else one of ours.
    package var requestID = ""

    /// Makes a context.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }
}
