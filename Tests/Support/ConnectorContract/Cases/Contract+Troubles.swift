internal import ConnectorCore
internal import TestSupport

extension Contract {
    static func survivesRestart(_ bench: ContractBench<Broker>) async throws {
        var all = try await bench.publish(0..<100)
        let intake = ContractIntake(pause: .milliseconds(50))
        try await bench.consuming(into: intake) {
            try await eventually("the first batch") { intake.count > 0 }
            try await bench.broker.restart()
            all.formUnion(try await bench.publish(100..<200))
            let expected = all
            do {
                try await eventually("everything after the restart", within: Broker.abilities.redelivery + .seconds(60))
                {
                    intake.bodies == expected
                }
            } catch {
                throw TestFailure("\(error): \(intake.bodies.count) of \(expected.count), \(bench.statusText())")
            }
            try await eventually("running again: \(bench.statusText())") { bench.status()?.state == .running }
            // What was acknowledged to the server that is gone comes again: somebody has to be there.
            try await bench.isDrained()
        }
        try isEachOneEvent(intake, all)
    }

    static func waitsForQueue(_ bench: ContractBench<Broker>) async throws {
        let intake = ContractIntake()
        try await bench.consuming(into: intake) {
            try await showsTrouble(bench, Broker.abilities.missingCode)
            let text = bench.status()?.error ?? ""
            try demand(text.contains(bench.queue), "the missing queue is named: \(text)")
            try await bench.broker.makeQueue(bench.queue)
            let all = try await bench.publish(0..<10)
            try await eventually("messages of the queue that was made", within: .seconds(60)) { intake.bodies == all }
            try demand(bench.status()?.state == .running, bench.statusText())
        }
        try await bench.isDrained()
    }

    static func waitsForCredentials(_ bench: ContractBench<Broker>) async throws {
        let all = try await bench.publish(0..<10)
        let intake = ContractIntake()
        try await bench.consuming(into: intake, slot: 0, ContractReading(bench.queue, credentials: .wrong)) {
            try await showsTrouble(bench, Broker.abilities.credentialsCode)
            let text = bench.status()?.error ?? ""
            try demand(!text.contains(ContractReading.wrongSecret), "a secret is shown")
            try demand(intake.count == 0, "messages came with wrong credentials")
        }
        try await bench.consuming(into: intake) {
            try await eventually("messages with the right credentials", within: .seconds(60)) { intake.bodies == all }
        }
        try await bench.isDrained()
    }

    static func namesMalformedSettings() throws {
        try demand(!Broker.malformed.isEmpty, "there are settings that are refused")
        for malformed in Broker.malformed {
            do {
                _ = try CheckedSettings<Broker.Connector>(malformed.json)
            } catch {
                let isNamed = "\(error)".contains(malformed.setting)
                try demand(isNamed, "\(malformed.json) is refused without naming \(malformed.setting): \(error)")
                continue
            }
            throw TestFailure("\(malformed.json) is not refused")
        }
    }

    /// Waits until the status says what is wrong.
    private static func showsTrouble(_ bench: ContractBench<Broker>, _ code: ConnectorError.Code) async throws {
        do {
            try await eventually("status \(code.rawValue)", within: .seconds(60)) {
                bench.status()?.errorCode == code.rawValue
            }
        } catch {
            throw TestFailure("\(error); \(bench.statusText())")
        }
    }
}
