import Countersign
import Foundation
import Testing

/// Scenarios about what an app brings, and about calls that overlap or end early.
@Suite(.timeLimit(.minutes(1))) struct ScenariosOfParts {
  let server: NativeServer
  let bench = Bench()

  init() async throws {
    server = try await NativeServer()
  }

  @Test func own_transport() async throws {
    let transport = WatchedTransport()
    let phone = try bench.phone(transport: transport)
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)

    let decision = try await phone.approve(challenge.id, number: login.number)

    #expect(decision == approved)
    #expect(try await server.status(login) == "approved")
    let requests = await transport.requests
    #expect(requests.count >= 4)
    #expect(!"\(requests)".contains(server.mock.url))
  }

  @Test func refused_redirect() async throws {
    let transport = WatchedTransport()
    let phone = try bench.phone(transport: transport)
    try await server.mock.fault("preview", ["kind": "redirect", "url": "\(server.mock.url)/elsewhere"])
    let offer = try await server.offer()

    let error = try await failure { try await phone.preview(offer) }

    #expect(error.kind == .server)
    #expect(error.code == "net.redirect_refused")
    #expect(await transport.requests.count == 1)
    let seen = try await server.mock.get("/control/journal").list.map { $0["path"].text }
    #expect(!seen.contains { $0.contains("elsewhere") })
  }

  @Test func own_vault() async throws {
    let vault = MemoryVault()
    let account = try await server.enrolled(try bench.phone(vault: .own(vault)))

    let again = try bench.phone(vault: .own(vault))

    #expect(try again.accounts().accounts == [account])
    #expect(vault.saved == 1)
    #expect(vault.key?.count == 32)
  }

  @Test func lost_vault() async throws {
    let vault = MemoryVault()
    let account = try await server.enrolled(try bench.phone(vault: .own(vault)))

    let error = try await failure { try bench.phone(vault: .own(MemoryVault())) }

    #expect(error.kind == .storage)
    #expect(error.code == "store.key_lost")
    #expect(try bench.phone(vault: .own(vault)).accounts().accounts == [account])
  }

  @Test func own_signer() async throws {
    let signer = HardwareSigner()
    let phone = try bench.phone(signer: signer)
    let account = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)

    let decision = try await phone.approve(challenge.id, number: login.number, verification: .biometric)

    #expect(decision == approved)
    #expect(account.hasKey)
    let prompts = await signer.prompts.filter { $0 != .silent }
    #expect(!prompts.isEmpty)
    #expect(prompts.allSatisfy { $0 == .approve(.biometric) })
  }

  @Test func approval_key() async throws {
    let signer = HardwareSigner(hasApprovalKeys: true)
    let phone = try bench.phone(signer: signer)
    let account = try await server.enrolled(phone)
    let (_, unwanted) = try await server.loginSeen(by: phone)
    #expect(try await phone.deny(unwanted.id) == denied)

    #expect(account.hasApprovalKey)
    #expect(try phone.capabilities(of: account.id).approvalKey)
    #expect(await signer.asked == [.registerKey])

    let (login, challenge) = try await server.loginSeen(by: phone)
    let error = try await failure { try await phone.approve(challenge.id, number: login.number) }
    #expect(await signer.asked.count == 1)
    let decision = try await phone.approve(challenge.id, number: login.number, verification: .biometric)

    #expect(error.kind == .userVerification)
    #expect(error.code == "uv.required")
    #expect(error.decision == .notSent)
    #expect(decision == approved)
    #expect(await signer.asked == [.registerKey, .approve(.biometric)])
  }

  @Test func refused_prompt() async throws {
    let signer = HardwareSigner()
    let phone = try bench.phone(signer: signer)
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)
    await signer.when(approving: .failing(.canceled))

    let error = try await failure { try await phone.approve(challenge.id, number: login.number) }
    #expect(try await server.answers() == 0)
    await signer.when(approving: .allowed)
    let decision = try await phone.approve(challenge.id, number: login.number)

    #expect(error.kind == .userVerification)
    #expect(error.code == "uv.canceled")
    #expect(error.decision == .notSent)
    #expect(decision == approved)
  }

  private struct Undeclared: Error, CustomStringConvertible {
    let description = "canary-7f3a"
  }

  @Test func failing_callback() async throws {
    // Fails after the first answer, and after the question that follows, as no transport should.
    let (failures, answers) = (Countdown(2), Countdown(1))
    let transport = WatchedTransport(after: { request in
      if request.isAnswer { _ = await answers.take() }
      if await answers.isOver, await failures.take() { throw Undeclared() }
    })
    let phone = try bench.phone(transport: transport)
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)

    let error = try await failure { try await phone.approve(challenge.id, number: login.number) }
    let decision = try await phone.approve(challenge.id, number: login.number)

    #expect(error.kind == .network)
    #expect(error.code == "net.interrupted")
    #expect(error.decision == .unknown)
    #expect(decision == approved)
    var dumped = ""
    dump(error, to: &dumped)
    #expect(!dumped.contains("canary-7f3a"))
  }

  @Test func canceled_while_slow() async throws {
    let (gate, isFirst) = (Gate(), Countdown(1))
    let transport = WatchedTransport(before: { request in
      if request.isAnswer, await isFirst.take() { try await gate.pass() }
    })
    let phone = try bench.phone(transport: transport)
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)

    let call = Task { try await phone.approve(challenge.id, number: login.number) }
    await gate.isReached()
    call.cancel()
    await #expect(throws: CancellationError.self) { try await call.value }
    await gate.isLeft()
    let status = try phone.challenge(challenge.id).status
    let decision = try await phone.approve(challenge.id, number: login.number)

    #expect(status == .decided(.approve))
    #expect(decision == approved)
    #expect(try await server.answers() == 1)
  }

  @Test func two_calls_at_once() async throws {
    let phone = try bench.phone()
    _ = try await server.enrolled(phone)
    let (login, challenge) = try await server.loginSeen(by: phone)

    async let first = phone.approve(challenge.id, number: login.number)
    async let second = phone.approve(challenge.id, number: login.number)

    #expect(try await [first, second] == [approved, approved])
    #expect(try await server.status(login) == "approved")
  }

  @Test func open_and_close() async throws {
    func cycle() throws {
      let phone = try bench.phone()
      #expect(try phone.accounts().accounts.isEmpty)
      phone.close()
    }
    try cycle()
    let before = try openFiles()

    for _ in 0..<200 { try cycle() }

    try await isSettled { try openFiles() <= before }
  }
}

/// Sessions of HTTP close their files a moment after they were let go of.
func isSettled(at location: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool) async throws {
  for _ in 0..<100_000 {
    if try condition() { return }
    await Task.yield()
  }
  Issue.record("it never came to hold", sourceLocation: location)
}

func openFiles() throws -> Int {
  try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
}
