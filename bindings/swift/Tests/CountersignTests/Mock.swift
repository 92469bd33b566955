import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A mock server in a process of its own, and its control API.
final class Mock: Sendable {
  let url: String
  private let process: ServerProcess

  /// One with these options, on a port of its own.
  init(_ options: String...) async throws {
    process = try ServerProcess(options)
    url = try await JSON(parsing: process.firstLine())["url"].text
  }

  func stop() async {
    await process.stop()
  }

  func get(_ path: String) async throws -> JSON {
    try await send("GET", path, nil)
  }

  @discardableResult
  func post(_ path: String, _ body: [String: Any] = [:]) async throws -> JSON {
    try await send("POST", path, body)
  }

  @discardableResult
  func put(_ path: String, _ body: [String: Any]) async throws -> JSON {
    try await send("PUT", path, body)
  }

  func fault(_ operation: String, times: Int = 1, _ action: [String: Any]) async throws {
    try await post("/control/faults", ["operation": operation, "times": times, "action": action])
  }

  /// The next push for a virtual phone, as its provider would deliver it.
  func push(_ token: String) async throws -> String {
    guard let address = URL(string: "\(url)/gateway/fcm/\(token)") else { throw Unexpected("no URL") }
    return try await FirstEvent.of(address)
  }

  private func send(_ method: String, _ path: String, _ body: [String: Any]?) async throws -> JSON {
    guard let address = URL(string: url + path) else { throw Unexpected("no URL") }
    var request = URLRequest(url: address)
    request.httpMethod = method
    request.httpBody = try body.map { try JSONSerialization.data(withJSONObject: $0) }
    request.setValue("application/json", forHTTPHeaderField: "content-type")
    let (data, response) = try await URLSession.shared.data(for: request)
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    guard (200..<300).contains(status) else { throw Unexpected("\(method) \(path): \(status)") }
    return try JSON(parsing: data)
  }
}

struct Unexpected: Error {
  let what: String

  init(_ what: String) {
    self.what = what
  }
}

private final class ServerProcess: @unchecked Sendable {
  private let process = Process()
  private let output = Pipe()
  private let ended: AsyncStream<Void>

  init(_ options: [String]) throws {
    guard let program = ProcessInfo.processInfo.environment["COUNTERSIGN_MOCK"] else {
      throw Unexpected("COUNTERSIGN_MOCK is not set")
    }
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["--listen", "127.0.0.1:0"] + options
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    // Were it ours, whoever reads our output would wait for a server that outlives us.
    process.standardError = FileHandle.nullDevice
    let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
    self.ended = ended
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
  }

  deinit {
    kill()
  }

  func stop() async {
    kill()
    for await _ in ended {}
  }

  /// Not by SIGTERM, which threads of the cooperative pool block, and so do processes that they start.
  private func kill() {
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
  }

  /// It prints one line when it is ready, and nothing else.
  func firstLine() async throws -> Data {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { [output] in
        continuation.resume(returning: output.fileHandleForReading.availableData)
      }
    }
  }
}

/// The first event of a stream of server-sent events.
private final class FirstEvent: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private let continuation: AsyncThrowingStream<String, any Error>.Continuation
  private var received = Data()

  private init(_ continuation: AsyncThrowingStream<String, any Error>.Continuation) {
    self.continuation = continuation
  }

  static func of(_ url: URL) async throws -> String {
    let (events, continuation) = AsyncThrowingStream.makeStream(of: String.self)
    let session = URLSession(configuration: .ephemeral, delegate: FirstEvent(continuation), delegateQueue: nil)
    defer { session.invalidateAndCancel() }
    session.dataTask(with: url).resume()
    for try await event in events { return event }
    throw Unexpected("the stream of pushes ended")
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    received.append(data)
    let lines = String(decoding: received, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines.dropLast() where line.hasPrefix("data:") {
      continuation.yield(String(line.dropFirst("data:".count)))
    }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    continuation.finish(throwing: error)
  }
}
