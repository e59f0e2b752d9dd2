/// What every connector is asked; the names are the same on all brokers.
public enum ContractCase: String, Sendable, CaseIterable, CustomStringConvertible {
    case deliversInBulkAndOneByOne = "delivers in bulk and one by one"
    case deliversMetadata = "delivers body, headers, position and time"
    case redeliversAsOneEvent = "a redelivery after a crash is one event"  // fault(12)
    case acceptsAllInParallelAndLossy = "parallel and lossy: everything is accepted in the end"
    case survivesSaturation = "saturation: bounded, and alive afterwards"
    case passesPoison = "poison among good messages stops nothing"  // fault(7)
    case ignoresLateSettlement = "a settlement after the session was replaced is ignored"
    case survivesRestart = "the broker is restarted in the middle"  // fault(10)
    case waitsForQueue = "the queue is missing, then made"  // fault(9)
    case waitsForCredentials = "the credentials are wrong, then mended"  // fault(13)
    case cancelsIdle = "cancelled while idle, ends at once"
    case stopsWithWorkInFlight = "stopped with work in flight, loses nothing"
    case sharesAndTakesOver = "two members share, and one takes over"
    case namesMalformedSettings = "malformed settings are named"

    /// The case as people read it.
    public var description: String { rawValue }

    /// The cases that a kind of broker can be asked.
    public static func all<Broker: ContractBroker>(for broker: Broker.Type) -> [ContractCase] {
        allCases.filter { name in
            switch name {
            case .survivesRestart: broker.abilities.canRestart
            case .waitsForQueue: broker.abilities.canMissQueue
            case .waitsForCredentials: broker.abilities.hasCredentials
            default: true
            }
        }
    }
}
