import TestSupport

/// Where a server process that was started with `--listen` serves its API, once it answers.
func apiURL(_ process: ChildProcess, within limit: Duration = .seconds(30)) async throws -> String {
    guard let index = process.arguments.firstIndex(of: "--listen") else {
        throw TestFailure("started without --listen")
    }
    let address = process.arguments[index + 1]
    try await eventually("the API answers", within: limit) {
        try await Web.get("http://\(address)/readyz").status == 200
    }
    return "http://\(address)/api/v1"
}
