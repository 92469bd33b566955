import Countersign
import Foundation
import Testing

/// What holds when calls overlap, end early, or outlive their phone.
@Suite(.timeLimit(.minutes(5))) struct LifetimeTests {
  let server: NativeServer
  let bench = Bench()

  init() async throws {
    server = try await NativeServer()
  }

  @Test func aThousandTimesOpenedAndClosedLeavesNothingBehind() async throws {
    func cycles(_ count: Int) async throws {
      for _ in 0..<count {
        let phone = try bench.phone(signer: HardwareSigner())
        #expect(try phone.pending().isEmpty)
        phone.close()
      }
    }
    try await cycles(100)
    let before = (files: try openFiles(), memory: try residentKilobytes())

    try await cycles(1000)

    try await isSettled { try openFiles() <= before.files }
    // What a thousand phones would keep is at least ten times as much.
    #expect(try residentKilobytes() - before.memory < 8 * 1024)
  }

  @Test func aPhoneIsLetGoOfWithItsLastReference() async throws {
    let vault = MemoryVault()
    weak var transport: WatchedTransport?
    try {
      let watched = WatchedTransport()
      transport = watched
      _ = try bench.phone(vault: .own(vault), transport: watched)
      #expect(transport != nil)
    }()

    #expect(transport == nil)
  }

  @Test func aCallUnderWayEndsAfterItsPhoneIsClosed() async throws {
    let gate = Gate()
    let phone = try bench.phone(
      transport: WatchedTransport(before: { if $0.isAnswer { try await gate.pass() } }))
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)

    let call = Task { try await phone.approve(challenge.id, number: login.number) }
    await gate.isReached()
    phone.close()
    gate.open()

    #expect(try await call.value == approved)
    #expect(throws: ClosedError.self) { try phone.accounts() }
    await #expect(throws: ClosedError.self) { try await phone.refresh() }
  }

  @Test func closingAPhoneEndsItsStream() async throws {
    let phone = try bench.phone()
    let turned = Gate()
    let watching = Task {
      for try await _ in phone.watch(every: .seconds(3600)) { turned.open() }
    }
    _ = try await server.enrolled(phone)
    _ = try await server.login()
    _ = try await phone.handlePush(PushPayload(try await server.mock.push(pushToken)))
    try await turned.pass()

    phone.close()

    await #expect(throws: ClosedError.self) { try await watching.value }
  }

  @Test func cancelingEndsAStream() async throws {
    let phone = try bench.phone()
    let watching = Task {
      for try await _ in phone.watch(every: .seconds(3600)) {}
    }

    watching.cancel()

    await #expect(throws: CancellationError.self) { try await watching.value }
  }

  @Test func aCanceledPromptDecidesNothing() async throws {
    let (signer, gate) = (HardwareSigner(), Gate())
    let phone = try bench.phone(signer: signer)
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)
    await signer.when(approving: .waiting(gate))

    let call = Task { try await phone.approve(challenge.id, number: login.number) }
    await gate.isReached()
    call.cancel()
    await #expect(throws: CancellationError.self) { try await call.value }
    await gate.isLeft()

    #expect(try phone.challenge(challenge.id).status == .pending)
    #expect(try await server.answers() == 0)
    await signer.when(approving: .allowed)
    #expect(try await phone.approve(challenge.id, number: login.number) == approved)
  }

  @Test func aSlowPromptHoldsNobodyElseUp() async throws {
    let (signer, gate) = (HardwareSigner(), Gate())
    let phone = try bench.phone(signer: signer)
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)
    await signer.when(approving: .waiting(gate))
    let call = Task { try await phone.approve(challenge.id, number: login.number) }
    await gate.isReached()

    #expect(try phone.pending() == [challenge])
    #expect(try await phone.refresh().problems.isEmpty)
    gate.open()

    #expect(try await call.value == approved)
  }

  @Test func whatIsCanceledBeforehandNeverBegins() async throws {
    let transport = WatchedTransport()
    let phone = try bench.phone(transport: transport)
    let offer = try await server.offer()

    let call = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await phone.preview(offer)
    }

    await #expect(throws: CancellationError.self) { _ = try await call.value }
    #expect(await transport.requests.isEmpty)
  }

  @Test func aCallbackMayCallBack() async throws {
    let home = CalledBack()
    let phone = try bench.phone(transport: WatchedTransport(before: { _ in try await home.ask() }))
    await home.ask(phone)

    let account = try await server.enrolled(phone)

    #expect(await home.answers.allSatisfy { $0 == [] || $0 == [account] })
    #expect(await home.answers.count >= 2)
    // Whoever brings the phone to its own transport takes it away again: each holds the other.
    await home.ask(nil)
  }

  @Test(arguments: [
    (SignerFailure.invalidated, CountersignError.Kind.deviceKey, "key.invalidated"),
    (.locked, .deviceKey, "key.locked"),
    (.failed, .deviceKey, "key.failed"),
  ])
  func everyFailureOfASignerIsToldApart(failing: SignerFailure, kind: CountersignError.Kind, code: String) async throws {
    let signer = HardwareSigner()
    let phone = try bench.phone(signer: signer)
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)
    await signer.when(approving: .failing(failing))

    let error = try await failure { try await phone.approve(challenge.id, number: login.number) }

    #expect(error.kind == kind)
    #expect(error.code == code)
    #expect(error.decision == .notSent)
  }

  @Test func anRSAKeyOfTheAppServesAServerThatKnowsNothingElse() async throws {
    let signer = HardwareSigner(.rs256)
    let mock = try await Mock("--dialect", "wso2")

    try await approveByPicking(try bench.phone(signer: signer), mock)

    #expect(await signer.prompts.contains(.approve(.unverified)))
  }

  @Test func aSignerWithoutAWantedAlgorithmEnrollsNobody() async throws {
    let mock = try await Mock("--dialect", "wso2")
    let phone = try bench.phone(signer: HardwareSigner(.es256))

    let error = try await failure { try await approveByPicking(phone, mock) }

    #expect(error.kind == .deviceKey)
    #expect(try phone.accounts().accounts.isEmpty)
  }

  private struct LockedVault: KeyVault {
    func load() throws -> Data? { throw VaultFailure.locked }
    func save(_ key: Data) throws { throw Unexpected("never asked") }
  }

  private struct BrokenVault: KeyVault {
    func load() throws -> Data? { throw Unexpected("canary") }
    func save(_ key: Data) throws { throw Unexpected("never asked") }
  }

  @Test(arguments: [LockedVault(), BrokenVault()] as [any KeyVault])
  func aVaultThatCannotTellOpensNothing(vault: any KeyVault) async throws {
    let error = try await failure { try bench.phone(vault: .own(vault)) }

    #expect(error.kind == .storage)
    #expect(error.code == "store.locked")
    #expect(!"\(error)".contains("canary"))
  }
}

/// Asks the phone that calls it.
private actor CalledBack {
  private var phone: Authenticator?
  private(set) var answers: [[Account]] = []

  func ask(_ phone: Authenticator?) {
    self.phone = phone
  }

  func ask() throws {
    if let phone { answers.append(try phone.accounts().accounts) }
  }
}

private func residentKilobytes() throws -> Int {
  let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
  let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
  return try #require(line.split(separator: " ").compactMap { Int($0) }.first)
}
