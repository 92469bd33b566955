import Countersign
import Foundation
import Testing

let pushToken = "push-token"

/// A folder for phones, and phones over it that listen to pushes; the same folder again is a restart.
final class Bench: Sendable {
  let home = FileManager.default.temporaryDirectory.appendingPathComponent("countersign-\(UUID().uuidString)")

  deinit {
    try? FileManager.default.removeItem(at: home)
  }

  func phone(
    vault: Vault = .file, transport: any Transport = URLSessionTransport(), signer: (any Signer)? = nil
  ) throws -> Authenticator {
    let device = Device(
      name: "Test phone", app: "tests", push: PushTarget(provider: "fcm", token: pushToken))
    return try Authenticator.open(
      home, vault: vault, device: device, transport: transport, signer: signer, loopback: .allowed)
  }
}

/// A mock server of the native protocol with one user.
final class NativeServer: Sendable {
  let mock: Mock

  init() async throws {
    mock = try await Mock()
    try await mock.post("/control/users", ["name": "alice"])
  }

  func offer() async throws -> String {
    try await mock.post("/control/users/alice/offers")["uri"].text
  }

  func login() async throws -> Login {
    let login = try await mock.post("/api/logins", ["user": "alice", "app": "Shop"])
    return Login(id: login["id"].text, number: login["number"].text)
  }

  func status(_ login: Login) async throws -> String {
    try await mock.get("/api/logins/\(login.id)")["status"].text
  }

  /// How many answers reached the server, whatever became of them.
  func answers() async throws -> Int {
    try await mock.get("/control/journal").list.filter { $0["operation"].text == "answer" }.count
  }

  func enrolled(_ phone: Authenticator) async throws -> Account {
    try await phone.enroll(try await phone.preview(try await offer()))
  }

  /// A login that waits on the phone.
  func loginSeen(by phone: Authenticator) async throws -> (Login, Challenge) {
    let login = try await login()
    _ = try await phone.refresh()
    return (login, try only(try phone.pending()))
  }
}

struct Login: Sendable {
  let id: String
  let number: String

  /// Another number of the same length.
  var wrongNumber: String {
    number.dropLast() + (number.hasSuffix("0") ? "1" : "0")
  }
}

func only<T>(_ elements: [T]) throws -> T {
  try #require(elements.count == 1)
  return elements[0]
}

/// The error of a call that must fail.
func failure<T: Sendable>(
  at location: SourceLocation = #_sourceLocation, of call: () async throws -> T
) async throws -> CountersignError {
  do {
    _ = try await call()
  } catch let error as CountersignError {
    return error
  }
  Issue.record("it did not fail", sourceLocation: location)
  throw Unexpected("it did not fail")
}

let approved = Decision.recordedByUs(.approved)
let denied = Decision.recordedByUs(.denied)
