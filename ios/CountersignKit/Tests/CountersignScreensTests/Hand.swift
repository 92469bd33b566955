@testable import CountersignScreens

/// A hand that taps without looking.
@MainActor final class Hand {
  let session: Session
  private let around = Around()
  private(set) var wishes: [Wish] = []
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ phone: any Phone, _ time: Time) {
    let asked = Asked()
    session = Session(phone, clock: time.now, surroundings: around, ask: { asked.wish($0) })
    asked.wish = { [weak self] in self?.wishes.append($0) }
    session.changed = { [weak self] in self?.wake() }
  }

  var screen: Screen { session.screen }

  /// How many rows are on the screen.
  var rows: Int {
    screen.items.count { if case .row = $0 { true } else { false } }
  }

  func act(_ id: Action.ID, _ text: String = "") async {
    await session.act(Action(id, text), on: screen.id)
  }

  func tapFirst(_ id: Action.ID) async {
    guard let button = screen.actions.first(where: { $0.action.id == id }) else { return }
    await session.act(button.action, on: screen.id)
  }

  func sees(_ text: Phrase) -> Bool {
    screen.items.contains { $0.spoken.contains(text) }
  }

  func nextChange() async {
    await withCheckedContinuation { waiting.append($0) }
  }

  private func wake() {
    let all = waiting
    waiting = []
    for one in all { one.resume() }
  }
}

/// Known only after the session is made.
@MainActor private final class Asked {
  var wish: (Wish) -> Void = { _ in }
}
