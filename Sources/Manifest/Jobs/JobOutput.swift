public import Domain
public import Storage

extension JSONWriter {
    /// Writes a job as the API and `longshore backfill --json` show it.
    public mutating func job(_ job: JobRow) {
        let (draft, progress) = (job.draft, job.progress)
        object { writer in
            writer.member("uid", job.id)
            writer.member("project_id", job.project)
            writer.member("type", draft.kind.rawValue)
            writer.member("source_id", draft.source)
            writer.member("endpoint_id", draft.endpoint)
            writer.member("from", draft.from)
            writer.member("to", draft.to)
            writer.member("rate", draft.rate)
            writer.member("dry_run", draft.isDryRun)
            writer.member("state", job.state.rawValue)
            writer.member("cancel_requested", job.isCancelRequested)
            writer.member("process", job.process)
            writer.member("error", job.error)
            writer.member("messages", progress.messages)
            writer.member("events", progress.events)
            writer.member("dead_letters", progress.deadLetters)
            writer.member("skipped", progress.skipped)
            writer.member("oldest_message_at", progress.oldest)
            writer.member("newest_message_at", progress.newest)
            writer.member("progress", progress.share)
            writer.member("partitions") { writer in
                writer.array { writer in for partition in progress.partitions { writer.partition(partition) } }
            }
            writer.member("created_at", job.createdAt)
            writer.member("updated_at", job.updatedAt)
            writer.member("started_at", job.startedAt)
            writer.member("finished_at", job.finishedAt)
        }
    }

    private mutating func partition(_ partition: JobProgress.Partition) {
        object { writer in
            writer.member("name", partition.name)
            writer.member("start", partition.start)
            writer.member("position", partition.position)
            writer.member("end", partition.end)
        }
    }
}

extension JobProgress {
    /// How much of the range has been read, from 0 to 1; nil before its partitions are known.
    public var share: Double? {
        guard !partitions.isEmpty else { return nil }
        let total = partitions.reduce(0.0) { $0 + Double($1.end - $1.start) }
        let read = partitions.reduce(0.0) { $0 + Double($1.position - $1.start) }
        return total > 0 ? read / total : 1
    }
}
