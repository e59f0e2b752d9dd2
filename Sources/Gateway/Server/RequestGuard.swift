internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Cuts connections whose request does not arrive in time or never ends.
///
/// The server reads the rest of a refused body to keep the connection usable; this bounds how long and how much. Lives
/// on its channel's event loop.
final class RequestGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let timeout: TimeAmount
    private let limit: Int
    private var received = 0
    private var isArriving = false
    private var deadline: Scheduled<Void>?

    init(timeout: Duration, limit: Int) {
        self.timeout = TimeAmount(timeout)
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            received = 0
            isArriving = true
        case .body(let buffer):
            received += buffer.readableBytes
            guard received <= limit else {
                deadline?.cancel()
                return context.close(promise: nil)
            }
        case .end:
            isArriving = false
            deadline?.cancel()
            deadline = nil
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Most requests arrive in one read and never need the timer.
        if isArriving, deadline == nil {
            deadline = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { context.close(promise: nil) }
        }
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }
}

extension RequestGuard {
    /// How many bytes of one body are taken off the wire before the connection is cut: more than any body that is
    /// accepted.
    static let bytesBeforeCut = 256 << 20
}
