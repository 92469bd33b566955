import Foundation
import Testing

@testable import CountersignScreens

/// Account, history, check and storage.
@MainActor struct KeepingTests {
  private func person() async -> Person {
    let person = Person()
    person.phone.tell { $0.list = AccountList(cards: [.shop]) }
    await person.open()
    return person
  }

  private func account() async throws -> Person {
    let person = await person()
    try await person.tap(.account)
    return person
  }

  @Test func renamesAnAccount() async throws {
    let person = try await account()
    #expect(person.button(.save)?.enabled == false)
    await person.enter(.name, " Work ")

    try await person.tap(.save)

    #expect(person.phone.told.calls == ["rename a1 Work"])
    #expect(person.button(.save)?.enabled == false)
  }

  @Test func asksBeforeItRemoves() async throws {
    let person = try await account()
    try await person.tap(.remove)
    #expect(person.sees(.remove_text))
    #expect(person.phone.told.calls == [])
    try await person.tap(.back)
    #expect(person.button(.removeConfirm) == nil)
    #expect(person.screen.id == .account)

    try await person.tap(.remove)
    #expect(try #require(person.screen.place(.back)) < #require(person.screen.place(.removeConfirm)))
    try await person.tap(.removeConfirm)

    #expect(person.phone.told.calls == ["remove a1 everywhere"])
    #expect(person.screen.id == .accounts)
  }

  @Test func offersToRemoveHereOnlyWhenTheServerCouldNotBeTold() async throws {
    let person = try await account()
    person.phone.tell { $0.refusal = .offline }
    try await person.tap(.remove)
    #expect(person.button(.removeOnlyHere) == nil)
    try await person.tap(.removeConfirm)
    #expect(person.sees(.trouble_offline))

    person.phone.tell { $0.refusal = nil }
    try await person.tap(.removeOnlyHere)

    #expect(person.phone.told.calls.last == "remove a1 onlyHere")
    #expect(person.screen.id == .accounts)
  }

  @Test func goesBackWhenTheAccountIsGone() async {
    let person = await person()

    await person.enter(.account, "a9")

    #expect(person.screen.id == .accounts)
  }

  @Test func tellsHistoryNewestFirst() async throws {
    let person = await person()
    let at = Date(timeIntervalSince1970: 0)
    person.phone.tell {
      $0.history = [
        HistoryCard(title: .outside("Shop"), subtitle: .outside("Lisbon"), result: .of(.outcome_denied), at: at),
        HistoryCard(title: .of(.event_enrolled), subtitle: nil, result: .of(.event), at: at),
      ]
    }

    try await person.tap(.history)

    let rows = person.screen.items.compactMap { if case .row(let row) = $0 { row } else { nil } }
    #expect(rows.map(\.badge) == [.of(.outcome_denied), .of(.event)])
    #expect(rows[0].subtitle == .of(.two_parts, .outside("Lisbon"), .moment(at)))
  }

  @Test func tellsThatNothingHappened() async throws {
    let person = await person()
    try await person.tap(.history)

    #expect(person.sees(.history_empty))
  }

  @Test func findsEverythingInOrder() async throws {
    let person = await person()
    person.phone.tell { $0.checkup = Checkup(isGood: true, accounts: [AccountCheckup(id: "a1", push: true)]) }

    try await person.tap(.doctor)

    #expect(person.screen.announce == .of(.doctor_good))
    #expect(person.sees(.push_registered))
    #expect(person.sees("APNs"))
  }

  @Test func namesWhatNeedsAttention() async throws {
    let person = await person()
    person.around.notificationsAllowed = false
    person.around.pushes = nil
    person.phone.tell {
      $0.verification = .none
      let account = AccountCheckup(
        id: "a1", problem: .of(.state_suspended), clock: .count(.clock_behind, 3), push: false)
      $0.checkup = Checkup(isGood: false, accounts: [account], lost: 1, unfinished: 1, unconfirmed: 2)
    }

    try await person.tap(.doctor)

    #expect(person.screen.announce == .of(.doctor_bad))
    let told: [Key] = [
      .not_allowed, .pushes_none, .lock_none, .accounts_lost, .doctor_unfinished, .doctor_unconfirmed,
      .state_suspended, .clock_behind, .push_not_registered,
    ]
    for key in told { #expect(person.sees(key), "\(key)") }
    try await person.tap(.lockSettings)
    #expect(person.wishes == [.lockSettings])
  }

  @Test(arguments: [Trouble.locked, .keyLost])
  func explainsStorageAndGoesOnWhenItWorksAgain(_ trouble: Trouble) async throws {
    let person = Person()
    person.phone.tell { $0.failure = trouble }
    await person.open()
    #expect(person.screen.id == .storage)
    #expect(person.screen.back == nil)
    #expect(person.screen.items.contains(.heading(trouble.text)))
    #expect(person.screen.items.contains(.text(try #require(trouble.next), .plain)))
    #expect(person.sees(.storage_kept))

    try await person.tap(.retry)
    #expect(person.screen.id == .storage)
    person.phone.tell {
      $0.failure = nil
      $0.list = AccountList(cards: [.shop])
    }
    try await person.tap(.retry)

    #expect(person.screen.id == .accounts)
    #expect(person.sees("Shop"))
  }
}
