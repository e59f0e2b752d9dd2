internal import CPQ

extension ConnectionHandle {
    /// One answer of the server.
    enum Answer {
        case result(PostgresResult)
        case failure(PostgresError, endsSession: Bool)
        /// Skipped, because something before it in the same pipeline failed.
        case aborted
        /// The end of a pipeline.
        case sync
        case wantsCopyData
        case unexpected(String)
    }

    /// Takes the next answer; nil separates the answers of one statement from those of the next. Only while not busy.
    func nextAnswer() -> Answer? {
        guard let result = PQgetResult(raw) else { return nil }
        let status = PQresultStatus(result)
        switch status {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            return .result(PostgresResult(adopting: result))
        case PGRES_FATAL_ERROR:
            defer { PQclear(result) }
            let error = PostgresError(result)
            return .failure(error, endsSession: error.code == .connection)
        case PGRES_PIPELINE_ABORTED:
            PQclear(result)
            return .aborted
        case PGRES_PIPELINE_SYNC:
            PQclear(result)
            return .sync
        case PGRES_COPY_IN:
            PQclear(result)
            return .wantsCopyData
        default:
            PQclear(result)
            return .unexpected(PQresStatus(status).map { String(cString: $0) } ?? "\(status.rawValue)")
        }
    }
}

extension PostgresError {
    /// Reads the server's report.
    fileprivate init(_ result: OpaquePointer) {
        let sqlState = field("C", of: result)
        // Without a state the words are libpq's own, about a lost connection.
        let isFatal = sqlState == nil || isFatal(result)
        let words = field("M", of: result) ?? PQresultErrorMessage(result).map { String(cString: $0) } ?? "no message"
        self.init(
            isFatal ? .connection : .query,
            ServerMessage(parsing: words).text,
            sqlState: sqlState,
            constraint: field("n", of: result),
            routine: field("R", of: result)
        )
    }
}

/// Whether a report ends the session: severity FATAL or PANIC, in its untranslated form.
func isFatal(_ report: OpaquePointer?) -> Bool { ["FATAL", "PANIC"].contains(field("V", of: report)) }

/// A field of a report. The macros for the codes are characters, which Swift does not import.
private func field(_ code: Unicode.Scalar, of report: OpaquePointer?) -> String? {
    PQresultErrorField(report, Int32(code.value)).map { String(cString: $0) }
}
