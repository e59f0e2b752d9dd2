import ConnectorCore
import Domain
import Telemetry
import Testing

@testable import Longshore

@Suite("The metrics of a process's consumers")
struct StatusGaugesTests {
    private let board = StatusBoard()
    private let metrics = PrometheusMetrics()
    private let key = StatusBoard.Key(source: ULID(high: 0, low: 7), slot: 2)

    private func lines(_ name: String) -> [Substring] {
        metrics.exposition().split(separator: "\n").filter { $0.hasPrefix(name) }
    }

    @Test("say what the board says when they are asked for, and nothing of a consumer that is gone")
    func follow() throws {
        StatusGauges.show(board, in: metrics)
        #expect(lines("longshore_source").isEmpty)
        let reporter = StatusReporter(board: board, key: key)
        reporter.lags(by: 12)
        let labels = #"slot="2",source="\#(key.source)""#
        #expect(lines("longshore_source_lag_messages") == ["longshore_source_lag_messages{\(labels)} 12"])
        #expect(lines("longshore_source_lag_seconds").isEmpty, "nothing is known of it")

        reporter.degraded(ConnectorError(.disconnected, "away"))
        let state = try #require(lines("longshore_source_state{").first)
        #expect(lines("longshore_source_state{").count == 1)
        #expect(
            state == #"longshore_source_state{code="disconnected",slot="2",source="\#(key.source)",state="degraded"} 1"#
        )
        let since = try #require(
            lines("longshore_source_state_since_timestamp_seconds").first?.split(separator: " ").last
        )
        #expect(abs((Double(since) ?? 0) - Double(Timestamp.now().seconds)) < 60)

        reporter.connected()
        #expect(lines("longshore_source_state{").map { $0.contains(#"code="",slot="2""#) } == [true])
        #expect(lines("longshore_source_state{").first?.contains(#"state="running""#) == true)

        board.remove(key)
        #expect(lines("longshore_source").isEmpty)
    }
}
