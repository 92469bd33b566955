import Countersign
import Foundation
import Testing

/// Scenarios with servers that speak other languages.
@Suite(.timeLimit(.minutes(1))) struct ScenariosOfDialects {
  let bench = Bench()

  @Test func guardian() async throws {
    let mock = try await Mock("--dialect", "guardian")
    let phone = try bench.phone()
    try await mock.post("/control/guardian/users", ["email": "ann@example.com", "password": "pw"])
    let invite = try await mock.post("/control/guardian/users/ann@example.com/invites")
    let account = try await phone.enroll(try await phone.preview(invite["uri"].text))
    let context = ["browser": "Firefox", "os": "Linux", "location": "Lisbon"]
    let login = try await mock.post("/control/guardian/logins", ["user": "ann@example.com", "context": context])

    let outcome = try await phone.handlePush(PushPayload(try await mock.push(pushToken)))
    guard case .waiting(let challenge) = outcome else { throw Unexpected("\(outcome)") }
    let decision = try await phone.approve(challenge.id)

    #expect(account.dialect == "guardian")
    #expect(challenge.context.place == "Lisbon")
    #expect(decision == approved)
    #expect(try await mock.get("/control/guardian/logins/\(login["id"].text)")["state"].text == "accepted")
  }

  @Test func wso2() async throws {
    let mock = try await Mock("--dialect", "wso2")

    try await approveByPicking(try bench.phone(), mock)
  }
}

/// Enrolls with a WSO2 server, and approves a push by picking the number of the login page.
func approveByPicking(_ phone: Authenticator, _ mock: Mock) async throws {
  let settings = "/control/wso2/organizations/carbon.super/settings"
  try await mock.put(settings, try await mock.get(settings).with("number_challenge", true))
  try await mock.post("/control/wso2/users", ["username": "ann", "password": "pw"])
  let code = try await mock.post("/control/wso2/users/ann/discovery")
  let account = try await phone.enroll(try await phone.preview(try code.serialized))
  let push = try await mock.post(
    "/control/wso2/pushes", ["user": "ann", "application": "Shop", "origin": ["browser": "Firefox"]])

  let outcome = try await phone.handlePush(PushPayload(try await mock.push(pushToken)))
  guard case .waiting(let challenge) = outcome else { throw Unexpected("\(outcome)") }
  let number = push["number"].text
  let decision = try await phone.approve(challenge.id, number: number)

  #expect(account.dialect == "wso2")
  guard case .select(let choices) = challenge.number else { throw Unexpected("\(challenge)") }
  #expect(choices.contains(number))
  #expect(decision == approved)
  #expect(try await mock.get("/control/wso2/pushes/\(push["id"].text)")["state"].text == "approved")
}
