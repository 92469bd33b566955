import Foundation
import Testing

@testable import CountersignScreens

/// History, check, report and storage.
@MainActor struct KeepingTests {
  private func person() async -> Person {
    let person = Person()
    person.phone.tell { $0.list = AccountList(cards: [.shop]) }
    await person.open()
    return person
  }

  @Test func tellsHistoryNewestFirst() async throws {
    let person = await person()
    let at = Date(timeIntervalSince1970: 0)
    person.phone.tell {
      $0.history = [
        HistoryPage(cards: [
          HistoryCard(title: .outside("Shop"), subtitle: .outside("Lisbon"), result: .of(.outcome_denied), at: at),
          HistoryCard(title: .of(.event_enrolled), subtitle: nil, result: .of(.event), at: at),
        ])
      ]
    }

    try await person.tap(.history)

    let rows = person.screen.items.compactMap { if case .row(let row) = $0 { row } else { nil } }
    #expect(rows.map(\.badge) == [.of(.outcome_denied), .of(.event)])
    #expect(rows[0].subtitle == .of(.two_parts, .outside("Lisbon"), .moment(at)))
    #expect(person.button(.earlier) == nil)
  }

  @Test func showsWhatWasBeforeWhenAskedPageByPage() async throws {
    let person = await person()
    let pages = [20.0, 10, 0].map { seconds in
      let at = Date(timeIntervalSince1970: seconds)
      let card = HistoryCard(title: .outside("Shop \(Int(seconds))"), subtitle: nil, result: .of(.event), at: at)
      return HistoryPage(cards: [card], earlier: seconds == 0 ? nil : at)
    }
    person.phone.tell { $0.history = pages }
    try await person.tap(.history)
    #expect(!person.sees("Shop 10"))

    try await person.tap(.earlier)
    person.phone.tell { $0.failure = .offline }
    try await person.tap(.earlier)
    #expect(person.sees("Shop 20") && person.sees("Shop 10") && person.sees(.trouble_offline))
    person.phone.tell { $0.failure = nil }
    try await person.tap(.earlier)

    #expect(person.sees("Shop 0"))
    #expect(!person.sees(.trouble_offline))
    #expect(person.button(.earlier) == nil)
  }

  @Test func showsTheReportBeforeItIsShared() async throws {
    let person = await person()
    person.phone.tell { $0.report = "countersign 1.0\naccount a1: active\n" }
    try await person.tap(.doctor)
    try await person.tap(.diagnostics)
    #expect(person.sees(.diagnostics_text))
    #expect(person.sees("countersign 1.0") && person.sees("account a1: active"))
    #expect(person.wishes == [])

    try await person.tap(.share)

    #expect(person.wishes == [.share("countersign 1.0\naccount a1: active\n")])
  }

  @Test func saysWhenAReportCannotBeMade() async throws {
    let person = await person()
    try await person.tap(.doctor)
    person.phone.tell { $0.failure = .locked }
    try await person.tap(.diagnostics)
    #expect(person.sees(.storage_locked))
    #expect(person.button(.share) == nil)

    person.phone.tell { $0.failure = nil }
    try await person.tap(.retry)

    #expect(person.button(.share) != nil)
  }

  @Test func warnsWhereLoginsComeByPushOnlyAndNoneCome() async throws {
    let person = await person()
    person.phone.tell {
      $0.list = AccountList(cards: [.shop.with { $0.abilities.remove(.polling) }])
      $0.checkup = Checkup(isGood: true, accounts: [AccountCheckup(id: "a1", push: false)])
    }
    try await person.tap(.doctor)
    #expect(!person.sees(.push_needed))
    try await person.tap(.back)
    person.around.pushes = nil

    try await person.tap(.doctor)

    #expect(person.sees(.push_needed))
    #expect(person.screen.announce == .of(.doctor_bad))
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
