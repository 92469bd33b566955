import Foundation
import Testing

@testable import CountersignScreens

/// Every screen of the app, as one person might come by them.
@MainActor enum Tour {
  static func screens() async throws -> [Screen] {
    try await keeping() + adding() + answering() + [storage()]
  }

  private static func person() async -> Person {
    let person = Person()
    person.phone.tell {
      $0.list = AccountList(cards: [.shop.with { $0.hasApprovalKey = true }, .codes], lost: 1)
      $0.requests = [.shop.with { $0.entry = .typed(6) }]
      $0.codes = [.timed]
      $0.previews = [.shop.with { $0.takesApprovalKey = true }]
      $0.problems = [.offline]
      $0.checkup = Checkup(isGood: false, accounts: [AccountCheckup(id: "a1", push: true)], unconfirmed: 1)
      let at = Date(timeIntervalSince1970: 1_790_000_000)
      let cards = [
        HistoryCard(title: .outside("Shop"), subtitle: .outside("Lisbon"), result: .of(.outcome_approved), at: at),
        HistoryCard(title: .of(.event_enrolled), subtitle: .outside("alice"), result: .of(.event), at: at),
      ]
      $0.history = [HistoryPage(cards: cards, earlier: at)]
      $0.report = "countersign 1.0 on ios\naccount a1: native, login.shop.example, active"
    }
    await person.open()
    return person
  }

  private static func keeping() async throws -> [Screen] {
    let person = await person()
    try await person.tap(.showCode)
    var screens = [person.screen]
    for action in [Action.ID.history, .doctor, .account] {
      try await person.tap(action)
      screens.append(person.screen)
      try await person.tap(.back)
    }
    try await person.tap(.doctor)
    try await person.tap(.diagnostics)
    screens.append(person.screen)
    try await person.tap(.back)
    try await person.tap(.back)
    for action in [Action.ID.remove, .rotate, .deviceName] {
      try await person.tap(.account)
      try await person.tap(action)
      screens.append(person.screen)
      try await person.tap(.back)
      try await person.tap(.back)
    }
    return screens + [await shared(.text("countersign://offer")), await shared(.nothing)]
  }

  private static func shared(_ parcel: ShareModel.Parcel) async -> Screen {
    let model = ShareModel(parcel: { parcel }, limit: 100, read: { _ in nil }, leave: { _ in })
    _ = await model.load()
    return model.screen
  }

  private static func adding() async throws -> [Screen] {
    let person = await person()
    try await person.tap(.add)
    await person.enter(.camera, "allowed")
    let add = person.screen
    await person.enter(.code, "countersign://offer")
    return [add, person.screen]
  }

  private static func answering() async throws -> [Screen] {
    let person = await person()
    await person.session.show("a1.c1")
    var screens = [person.screen]
    person.phone.tell { $0.ending = .denied }
    try await person.tap(.notMe)
    screens.append(person.screen)
    try await person.tap(.lockOut)
    screens.append(person.screen)
    let other = Person()
    other.phone.tell { $0.requests = [.shop.with { $0.entry = .picked(["17", "42", "99"]) }] }
    await other.open()
    await other.session.show("a1.c1")
    return screens + [other.screen]
  }

  private static func storage() async -> Screen {
    let person = Person()
    person.phone.tell { $0.failure = .keyLost }
    await person.open()
    return person.screen
  }
}
