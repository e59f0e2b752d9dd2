internal import Postgres

extension JobRow {
    /// Reads `JobStatements.columns`.
    init(row: PostgresRow) throws {
        guard let kind = JobDraft.Kind(rawValue: try row.text(2)), let state = JobState(rawValue: try row.text(9))
        else {
            throw StorageError(.unreadable, "a stored job is of a kind, or in a state, that is not known")
        }
        self.init(
            id: try row.ulid(0),
            project: try row.ulid(1),
            draft: JobDraft(
                kind: kind,
                source: try row.ulid(3),
                endpoint: try row.optionalULID(4),
                from: try row.text(5),
                to: try row.text(6),
                rate: try row.optionalInt(7),
                isDryRun: try row.bool(8)
            ),
            state: state,
            isCancelRequested: try row.bool(10),
            owner: try row.optionalText(11),
            error: try row.optionalText(12),
            progress: try JobProgress(row: row, from: 13),
            createdAt: try row.timestamp(23),
            updatedAt: try row.timestamp(24),
            startedAt: try row.optionalTimestamp(25),
            finishedAt: try row.optionalTimestamp(26)
        )
    }
}

extension JobProgress {
    fileprivate init(row: PostgresRow, from first: Int) throws {
        let names: [String] = try row.array(first + 6)
        let starts: [Int64] = try row.array(first + 7)
        let positions: [Int64] = try row.array(first + 8)
        let ends: [Int64] = try row.array(first + 9)
        guard starts.count == names.count, positions.count == names.count, ends.count == names.count else {
            throw StorageError(.unreadable, "the partitions of a stored job do not fit together")
        }
        self.init(
            messages: try row.int(first),
            events: try row.int(first + 1),
            deadLetters: try row.int(first + 2),
            skipped: try row.int(first + 3),
            oldest: try row.optionalTimestamp(first + 4),
            newest: try row.optionalTimestamp(first + 5),
            partitions: names.indices.map {
                Partition(name: names[$0], start: starts[$0], position: positions[$0], end: ends[$0])
            }
        )
    }

    /// The parameters of `JobStatements.progress`.
    var parameters: [PostgresParameter] {
        [
            .int(Int64(messages)), .int(Int64(events)), .int(Int64(deadLetters)), .int(Int64(skipped)),
            .timestamp(oldest), .timestamp(newest), .array(partitions.map(\.name)), .array(partitions.map(\.start)),
            .array(partitions.map(\.position)), .array(partitions.map(\.end)),
        ]
    }
}
