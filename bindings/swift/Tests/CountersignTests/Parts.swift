import Countersign
import Foundation

/// Keys like those of a hardware key store, with a person in front of it.
actor HardwareSigner: Signer {
  let algorithm: Algorithm
  private(set) var prompts: [Prompt] = []
  /// Prompts of approval keys.
  private(set) var asked: [Prompt] = []
  private let hasApprovalKeys: Bool
  private var approvalKeys: Set<String> = []
  private var keys: [String: Key] = [:]
  private var approving: Approving = .allowed

  /// What becomes of a signature for an approve.
  enum Approving: Sendable {
    case allowed
    case failing(SignerFailure)
    /// The person does not answer the prompt; opening the gate lets them.
    case waiting(Gate)
  }

  init(_ algorithm: Algorithm = .es256, hasApprovalKeys: Bool = false) {
    self.algorithm = algorithm
    self.hasApprovalKeys = hasApprovalKeys
  }

  /// The person does this with prompts to approve from now on.
  func when(approving: Approving) {
    self.approving = approving
  }

  func generate(_ handle: String, purpose: KeyPurpose, algorithms: [Algorithm]) async throws -> PublicKey {
    let isPossible = purpose == .device || hasApprovalKeys
    guard isPossible, algorithms.contains(algorithm) else { throw SignerFailure.unsupported }
    if purpose == .approval { approvalKeys.insert(handle) }
    switch algorithm {
    case .ed25519: throw SignerFailure.unsupported
    case .es256:
      let key = try keys[handle] ?? Key.p256()
      keys[handle] = key
      return .es256(x: try key.number("qx", bytes: 32), y: try key.number("qy", bytes: 32))
    case .rs256:
      let key = try keys[handle] ?? Key.rsa2048()
      keys[handle] = key
      return .rs256(n: try key.number("n"), e: try key.number("e"))
    }
  }

  func sign(_ handle: String, payload: Data, prompt: Prompt) async throws -> Data {
    prompts.append(prompt)
    if approvalKeys.contains(handle) { asked.append(prompt) }
    if case .approve = prompt { try await ask() }
    guard let key = keys[handle] else { throw SignerFailure.invalidated }
    let signature = try key.signature(of: payload)
    return algorithm == .es256 ? try joined(signature) : signature
  }

  func delete(_ handle: String) async throws {
    keys[handle] = nil
  }

  private func ask() async throws {
    switch approving {
    case .allowed: return
    case .failing(let failure): throw failure
    case .waiting(let gate): try await gate.pass()
    }
  }
}

/// Holds whoever passes until it is opened, and tells what became of them.
final class Gate: Sendable {
  private let reached = AsyncStream.makeStream(of: Void.self)
  private let canceled = AsyncStream.makeStream(of: Void.self)
  private let opened = AsyncStream.makeStream(of: Void.self)

  func open() {
    opened.continuation.finish()
  }

  func pass() async throws {
    reached.continuation.finish()
    for await _ in opened.stream {}
    if Task.isCancelled { canceled.continuation.finish() }
    try Task.checkCancellation()
  }

  /// Returns when somebody has come to the gate.
  func isReached() async {
    for await _ in reached.stream {}
  }

  /// Returns when somebody was canceled at the gate.
  func isLeft() async {
    for await _ in canceled.stream {}
  }
}

/// Keeps the key in memory and counts how often it was given one.
final class MemoryVault: KeyVault, @unchecked Sendable {
  private(set) var key: Data?
  private(set) var saved = 0

  func load() throws -> Data? {
    key
  }

  func save(_ key: Data) throws {
    self.key = key
    saved += 1
  }
}

/// HTTP whose requests go through `before` first and replies through `after`. Counts them.
actor WatchedTransport: Transport {
  private(set) var requests: [HTTPRequest] = []
  private let transport = URLSessionTransport()
  private let before: @Sendable (HTTPRequest) async throws -> Void
  private let after: @Sendable (HTTPRequest) async throws -> Void

  init(
    before: @escaping @Sendable (HTTPRequest) async throws -> Void = { _ in },
    after: @escaping @Sendable (HTTPRequest) async throws -> Void = { _ in }
  ) {
    self.before = before
    self.after = after
  }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    requests.append(request)
    try await before(request)
    let response = try await transport.send(request)
    try await after(request)
    return response
  }
}

extension HTTPRequest {
  var isAnswer: Bool { url.contains("/answer") }
}

/// Something that several threads count down.
actor Countdown {
  private var left: Int

  init(_ left: Int) {
    self.left = left
  }

  var isOver: Bool { left <= 0 }

  /// Whether there was one left to take.
  func take() -> Bool {
    left -= 1
    return left >= 0
  }
}
