import Foundation
import Testing

@testable import Countersign
@testable import CountersignScreens

/// What the library says, as the screens hold it.
struct MappingTests {
  private let at = Date(timeIntervalSince1970: 1_790_000_000)

  private func account(hasApprovalKey: Bool) -> Account {
    Account(
      id: "a1", dialect: "native", issuerHost: "login.shop.example", issuerName: "Shop", accountName: "alice", label: nil,
      hasKey: true, hasApprovalKey: hasApprovalKey, policy: Policy(number: nil, userVerification: .optional),
      oneTimeCodes: .noCodes, state: .active, isPushStale: false, enrolledAt: at)
  }

  private func challenge(_ verification: Requirement) -> Challenge {
    Challenge(
      id: "a1.c1", account: "a1", issuedAt: at, expiresAt: nil, leavesAt: at, relyingParty: RelyingParty(name: "Shop", host: nil),
      context: LoginContext(app: nil, ip: nil, place: nil, os: nil, browser: nil), text: nil, details: [],
      authorizationDetails: [], number: nil, userVerification: verification, restriction: nil)
  }

  private func capabilities(_ can: Bool, challenges: Bool) -> Capabilities {
    Capabilities(
      numberStyles: [], algorithms: [], polling: can, outcome: can, uniqueNames: can, challenges: challenges,
      pushUpdate: can, pushRequired: can, accessTokens: can, deviceName: can, denyReasons: can, approvalKey: can,
      keyRotation: can, lockout: can)
  }

  @Test(arguments: [(false, Requirement.optional, false), (false, .required, true), (true, .optional, true)])
  func anAccountWithAnApprovalKeyAlwaysNeedsThePerson(_ hasKey: Bool, _ demanded: Requirement, _ needed: Bool) {
    let account = account(hasApprovalKey: hasKey)
    let report = ChallengeReport(challenge: challenge(demanded), status: .pending, age: .zero, burst: nil)

    #expect(AccountCard(account, []).hasApprovalKey == hasKey)
    #expect(RequestCard(report, account: account, []).needsVerification == needed)
  }

  @Test func whatAServerCanIsOfferedAndNothingElse() {
    #expect(Abilities(capabilities(true, challenges: true)) == .all)
    #expect(Abilities(capabilities(false, challenges: true)) == [])
    // Whoever sends no logins loses none.
    #expect(Abilities(capabilities(false, challenges: false)) == .polling)
  }

  @Test(arguments: [(2, 0, 2, true), (1, 1, 2, true), (1, 0, 2, false), (0, 0, 2, false)])
  func aFullPageOfHistoryGoesOnBeforeItsLastEntry(_ entries: Int, _ damaged: Int, _ limit: Int, _ goesOn: Bool) {
    let history = History(
      entries: (0..<entries).map {
        .happened(Event(at: at.addingTimeInterval(TimeInterval(-$0)), account: "a1", kind: .enrolled, accountName: "alice"))
      },
      damaged: (0..<damaged).map { DamagedRecord(place: "event.body", row: "\($0)", account: nil) })

    let page = HistoryPage(history, of: limit)

    #expect(page.cards.count == entries)
    #expect(page.earlier == (goesOn ? page.cards.last?.at : nil))
  }

  @Test func anAnswerThatNeedsThePersonCanBeTriedAgain() {
    let error = CountersignError(
      kind: .userVerification, code: "answer.verification_required", advice: .afterUserAction, retryAfter: nil,
      decision: .notSent, detail: "")

    #expect(Trouble(error).kind == .retry)
    #expect(Trouble(error).text == .of(.trouble_verification))
  }
}
