import Foundation
import Synchronization
import Testing

@testable import CountersignScreens

/// Somebody with a phone in hand: sees screens, taps on what is there, and lets time go by.
@MainActor final class Person {
  let phone: ScriptedPhone
  let time = Time()
  let around = Around()
  private(set) var wishes: [Wish] = []
  private(set) lazy var session = Session(phone, clock: time.now, surroundings: around) { [unowned self] in
    wishes.append($0)
  }

  init(_ phone: ScriptedPhone = ScriptedPhone()) {
    self.phone = phone
  }

  /// Takes the phone in hand and opens the app.
  func open() async {
    session.visible(true)
    await session.start()
  }

  var screen: Screen { session.screen }

  /// Only what is on the screen and enabled can be tapped.
  func tap(_ id: Action.ID, at location: SourceLocation = #_sourceLocation) async throws {
    let button = try #require(screen.actions.first { $0.action.id == id }, "nothing to tap", sourceLocation: location)
    try #require(button.enabled, "not enabled", sourceLocation: location)
    await session.act(button.action, on: screen.id)
  }

  /// What is typed, scanned or chosen, whether or not something on the screen takes it.
  func enter(_ id: Action.ID, _ text: String) async {
    await session.act(Action(id, text), on: screen.id)
  }

  func sees(_ key: Key) -> Bool {
    screen.items.contains { $0.spoken.contains { $0.mentions(key) } }
  }

  func sees(_ text: String) -> Bool {
    screen.items.contains { $0.spoken.contains(.outside(text)) }
  }

  func button(_ id: Action.ID) -> Item.Button? {
    screen.actions.first { $0.action.id == id }
  }
}

/// A clock that a test winds.
final class Time: Sendable {
  private let elapsed = Mutex(Duration.seconds(1_000))

  var now: Clock {
    { [self] in elapsed.withLock { $0 } }
  }

  func pass(_ duration: Duration) {
    elapsed.withLock { $0 += duration }
  }
}

@MainActor final class Around: Surroundings {
  var notificationsAllowed = true
  var pushes: String? = "APNs"
}

extension Screen {
  /// Everything that can be tapped, in reading order.
  var actions: [Item.Button] {
    let inside = items.flatMap { item -> [Item.Button] in
      switch item {
      case .button(let button), .banner(_, _, let button?): [button]
      case .choices(let choices): choices.options
      case .code(let code): [code.button]
      case .row(let row): row.action.map { [Item.Button(row.title, $0)] } ?? []
      case .heading, .text, .fact, .banner(_, _, nil), .field, .number, .camera, .progress, .picture: []
      }
    }
    return inside + (back.map { [Item.Button(.of(.back), $0)] } ?? [])
  }

  /// Where the first button with this action stands.
  func place(_ id: Action.ID) -> Int? {
    actions.firstIndex { $0.action.id == id }
  }
}

extension Phrase {
  func mentions(_ key: Key) -> Bool {
    switch self {
    case .words(let own, let arguments): own == key || arguments.contains { $0.mentions(key) }
    case .count(let own, _): own == key
    case .outside, .digits, .moment: false
    }
  }
}
