internal import CPQ

extension ConnectionHandle {
    /// Queues the preparation of a statement.
    func prepare(_ name: String, _ sql: String, _ types: [PostgresType]) throws(PostgresError) {
        try check(PQsendPrepare(raw, name, sql, Int32(types.count), types.map(\.oid)) == 1)
    }

    /// Queues the execution of a prepared statement; results come in binary.
    func execute(_ name: String, _ parameters: [PostgresParameter]) throws(PostgresError) {
        let status = parameters.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(raw, name, count, values, lengths, formats, 1)
        }
        try check(status == 1)
    }

    /// Queues a statement that is parsed for this execution only; results come in binary.
    func executeUnprepared(_ sql: String, _ parameters: [PostgresParameter]) throws(PostgresError) {
        let types = parameters.map(\.type.oid)
        let status = parameters.withPointers { count, values, lengths, formats in
            PQsendQueryParams(raw, sql, count, types, values, lengths, formats, 1)
        }
        try check(status == 1)
    }

    /// Ends a pipeline: the server commits what went before, or has rolled it back.
    func sync() throws(PostgresError) { try check(PQpipelineSync(raw) == 1) }

    /// Sends a text of one or more statements, outside of pipeline mode.
    func simpleQuery(_ sql: String) throws(PostgresError) { try check(PQsendQuery(raw, sql) == 1) }

    /// Sends a piece of `COPY` data; answers false when libpq's buffer has to be flushed first.
    func putCopyData(_ bytes: ArraySlice<UInt8>) throws(PostgresError) -> Bool {
        let status = bytes.withUnsafeBytes { buffer in
            PQputCopyData(raw, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count))
        }
        try check(status >= 0)
        return status == 1
    }

    /// Ends the data of a `COPY`; answers false when libpq's buffer has to be flushed first.
    func putCopyEnd() throws(PostgresError) -> Bool {
        let status = PQputCopyEnd(raw, nil)
        try check(status >= 0)
        return status == 1
    }
}

extension [PostgresParameter] {
    fileprivate typealias Pointers = (
        _ count: Int32,
        _ values: UnsafePointer<UnsafePointer<CChar>?>?,
        _ lengths: UnsafePointer<Int32>?,
        _ formats: UnsafePointer<Int32>?
    ) -> Int32

    /// Lends the values where they are; libpq copies them into its own buffer.
    fileprivate func withPointers(_ body: Pointers) -> Int32 {
        var values: [UnsafePointer<CChar>?] = []
        values.reserveCapacity(count)
        let lengths = map { Int32(clamping: $0.size) }
        let formats = [Int32](repeating: 1, count: count)
        return collect(from: 0, into: &values) { values in
            values.withUnsafeBufferPointer { body(Int32($0.count), $0.baseAddress, lengths, formats) }
        }
    }

    /// One frame for each value, as each pointer is only valid inside of its closure. `QueryLimits` bounds the depth.
    private func collect(
        from index: Int,
        into values: inout [UnsafePointer<CChar>?],
        _ body: ([UnsafePointer<CChar>?]) -> Int32
    ) -> Int32 {
        guard index < count else { return body(values) }
        guard let bytes = self[index].bytes else {
            values.append(nil)
            return collect(from: index + 1, into: &values, body)
        }
        return bytes.withUnsafeBytes { buffer in
            // A null pointer would mean NULL, also when the value is empty.
            values.append(buffer.baseAddress?.assumingMemoryBound(to: CChar.self) ?? emptyValue)
            return collect(from: index + 1, into: &values, body)
        }
    }
}

/// Points at nothing in particular: what an empty value needs in place of a null pointer.
nonisolated(unsafe) private let emptyValue = UnsafePointer<CChar>(UnsafeMutablePointer<CChar>.allocate(capacity: 1))

/// What one statement may carry.
enum QueryLimits {
    /// Far below the protocol's 65,535: bulk goes into arrays.
    static let parameters = 1_000
    /// The server takes messages up to 1 GiB and drops the connection beyond.
    static let bytes = 1_000_000_000

    static func check(_ query: PostgresQuery) throws(PostgresError) {
        guard query.parameters.count <= parameters else {
            throw PostgresError(
                .invalidUse,
                "a statement takes at most \(parameters) parameters; use arrays",
                statement: query.statement.name
            )
        }
        guard query.parameters.reduce(0, { $0 + $1.size }) <= bytes else {
            throw PostgresError(.invalidUse, "the parameters exceed \(bytes) bytes", statement: query.statement.name)
        }
    }
}
