/// A login request: is it you?
@MainActor final class RequestModel: Model {
  /// Which one.
  let request: RequestCard.ID
  var changed: () -> Void = {}

  private let phone: any Phone
  private let clock: Clock
  private var arming: Arming
  private var card: RequestCard?
  private var loadedAt: Duration = .zero
  private var number = ""
  private var trouble: Trouble?
  private var work: Work?

  private enum Work {
    case approving
    case denying
  }

  init(_ phone: any Phone, clock: @escaping Clock, _ request: RequestCard.ID) {
    self.phone = phone
    self.clock = clock
    self.request = request
    arming = Arming(clock)
  }

  var ticks: Bool { card != nil && work == nil }

  var screen: Screen {
    Screen(.request, title: .of(.request_title), items: items, secure: true, announce: announcement)
  }

  func load() async -> Step {
    defer { changed() }
    do {
      let found = try await phone.request(request)
      card = found
      loadedAt = clock()
      trouble = nil
      arming.renewed()
      return found.ending.map { ended($0) } ?? .stay
    } catch {
      trouble = Trouble(error)
      return .stay
    }
  }

  func act(_ action: Action) async -> Step {
    guard work == nil else { return .stay }
    switch action.id {
    case .back: return .back
    case .retry: return await load()
    case .number: return typed(action.argument)
    case .deny: return await answer(.denying) { try await $0.deny($1, .none) }
    case .notMe: return await answer(.denying) { try await $0.deny($1, .notMe) }
    case .approve: return await approve(number.isEmpty ? nil : number, phone.verification)
    case .approveScreenLock: return await approve(number.isEmpty ? nil : number, .screenLock)
    case .pick: return await approve(action.argument, phone.verification)
    case .lockSettings: return .ask(.lockSettings)
    default: return .stay
    }
  }

  func tick() async -> Step {
    changed()
    guard work == nil, let left, left <= .zero else { return .stay }
    return ended(.expired)
  }

  func appeared() {
    arming.appeared()
    changed()
  }

  func disappeared() {
    arming.disappeared()
  }

  func obscured(_ now: Bool) {
    arming.obscured(now)
    changed()
  }

  private func typed(_ text: String) -> Step {
    guard case .typed(let digits) = card?.entry else { return .stay }
    number = String(asciiDigits(text).prefix(digits))
    changed()
    return .stay
  }

  private func approve(_ number: String?, _ verification: Verification) async -> Step {
    guard let card, canApprove(card), arming.isArmed, card.entry.fits(number) else { return .stay }
    let claimed = card.needsVerification ? verification : .none
    return await answer(.approving) { try await $0.approve($1, number: number, claimed) }
  }

  private func answer(
    _ kind: Work, _ send: (any Phone, RequestCard.ID) async throws -> Ending
  ) async -> Step {
    work = kind
    trouble = nil
    changed()
    defer {
      work = nil
      arming.renewed()
      changed()
    }
    do {
      let ending = try await send(phone, request)
      guard case .notSent(let why) = ending else { return ended(ending, kind) }
      trouble = why
    } catch {
      trouble = Trouble(error)
    }
    return .stay
  }

  private func ended(_ ending: Ending, _ kind: Work? = nil) -> Step {
    let isRefused = kind == .denying || ending == .wrongNumber
    return .replace(
      OutcomeModel(phone, request, app: card?.app, isRefused ? card?.aftermath ?? .advice : .nothing, ending))
  }

  private func canApprove(_ card: RequestCard) -> Bool {
    card.restriction == nil && !(card.needsVerification && phone.verification == .none)
  }

  private var passed: Duration { clock() - loadedAt }

  private var left: Duration? { card?.left.map { $0 - passed } }
}

extension RequestModel {
  private var announcement: Phrase? {
    card.map { trouble?.text ?? .of(.request_announce, .outside($0.app)) }
  }

  @Items private var items: [Item] {
    if let card {
      card.items(
        left: left, age: card.age + passed, isObscured: arming.isObscured, verification: phone.verification)
      switch work {
      case .approving: Item.progress(.of(.approving))
      case .denying: Item.progress(.of(.denying))
      case nil:
        trouble?.banner()
        answers(card)
      }
    } else {
      trouble?.alone ?? [.progress(.of(.loading))]
    }
  }

  /// Deny first, and once more with a reason at the end; approving in between.
  @Items private func answers(_ card: RequestCard) -> [Item] {
    if canApprove(card), case .typed(let digits) = card.entry {
      Item.number(Item.NumberEntry(id: .number, label: .of(.number_enter), digits: digits, value: number))
    }
    Item.Button(.of(.deny), Action(.deny), .deny)
    if canApprove(card) {
      if case .picked(let numbers) = card.entry { Item.choices(choices(numbers)) } else { approving(card) }
    }
    if card.abilities.contains(.denyReasons) { Item.Button(.of(.not_me), Action(.notMe)) }
  }

  private func choices(_ numbers: [String]) -> Item.Choices {
    let options = numbers.map {
      Item.Button(.digits($0), Action(.pick, $0), enabled: arming.isArmed, armedAt: arming.armedAt)
    }
    return Item.Choices(label: .of(.number_pick), options: options)
  }

  @Items private func approving(_ card: RequestCard) -> [Item] {
    let isComplete = card.entry.fits(number.isEmpty ? nil : number)
    let (isEnabled, armedAt) = (isComplete && arming.isArmed, isComplete ? arming.armedAt : nil)
    Item.Button(.of(.approve), Action(.approve), .approve, enabled: isEnabled, armedAt: armedAt)
    if card.needsVerification && phone.verification == .biometric {
      Item.Button(.of(.approve_screen_lock), Action(.approveScreenLock), enabled: isEnabled, armedAt: armedAt)
    }
  }
}

extension RequestCard {
  fileprivate var aftermath: Aftermath {
    guard let account, abilities.contains(.lockOut) else { return .advice }
    return .locking(account)
  }
}

extension RequestCard.Entry {
  fileprivate func fits(_ number: String?) -> Bool {
    switch self {
    case .none: number == nil
    case .typed(let digits): number?.count == digits
    case .picked(let numbers): number.map { numbers.contains($0) } ?? false
    }
  }
}

/// The ASCII digits for what was typed with any keyboard.
private func asciiDigits(_ text: String) -> String {
  text.unicodeScalars.compactMap { scalar in
    guard scalar.properties.generalCategory == .decimalNumber else { return nil }
    return scalar.properties.numericValue.map { String(Int($0)) }
  }.joined()
}
