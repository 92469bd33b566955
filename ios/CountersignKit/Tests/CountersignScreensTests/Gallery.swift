import Foundation
import Testing

@testable import CountersignScreens

extension Tour {
  /// The screens of the gallery, by the names of their pictures.
  static func gallery() async throws -> [(name: String, screen: Screen)] {
    let screens = try await screens()
    func shown(_ id: Screen.ID) throws -> Screen { try #require(screens.first { $0.id == id }) }
    return [
      ("accounts", try shown(.accounts)),
      ("accounts-empty", await empty()),
      ("add", try shown(.add)),
      ("preview", try shown(.preview)),
      ("request-number", await asked { $0.entry = .typed(6) }),
      ("request-choices", await asked { $0.entry = .picked(["17", "42", "85"]) }),
      ("request-burst", await asked { $0.burst = 7 }),
      ("outcome", try await answered(.approved, .approve)),
      ("outcome-unknown", try await answered(.unknown, .approve)),
      ("not-me", try await answered(.denied, .notMe)),
      ("lock-out", try shown(.lockOut)),
      ("history", try shown(.history)),
      ("account", try shown(.account)),
      ("doctor", try shown(.doctor)),
      ("diagnostics", try shown(.diagnostics)),
      ("share", try shown(.share)),
      ("device-name", try shown(.deviceName)),
      ("rotate", try shown(.rotate)),
      ("storage", try shown(.storage)),
    ]
  }

  private static func empty() async -> Screen {
    let person = Person()
    await person.open()
    return person.screen
  }

  private static func asked(_ change: (inout RequestCard) -> Void) async -> Screen {
    await asking(.shop.with(change)).screen
  }

  private static func answered(_ ending: Ending, _ action: Action.ID) async throws -> Screen {
    let person = await asking(.shop)
    person.phone.tell { $0.ending = ending }
    try await person.tap(action)
    return person.screen
  }

  /// Somebody who has seen a request for a second, and typed some digits.
  private static func asking(_ card: RequestCard) async -> Person {
    let person = Person()
    person.phone.tell { $0.requests = [card] }
    await person.open()
    await person.session.show(card.id)
    person.time.pass(.seconds(1))
    await person.enter(.number, "4829")
    return person
  }
}
