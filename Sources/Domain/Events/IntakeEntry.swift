/// What is handed from whoever accepts to the worker: one entry of the intake stream.
public enum IntakeEntry: Sendable, Equatable {
    /// A message that became an event.
    case event(Envelope)

    /// A message that did not.
    case deadLetter(DeadLetter)
}
