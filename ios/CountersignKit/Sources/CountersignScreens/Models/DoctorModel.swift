/// What is wrong with this phone, its pushes and its accounts, and what helps.
@MainActor final class DoctorModel: Model {
  var changed: () -> Void = {}

  private let phone: any Phone
  private let surroundings: any Surroundings
  private var checkup: Checkup?
  private var cards: [AccountCard] = []
  private var trouble: Trouble?
  private var isChecking = true

  init(_ phone: any Phone, _ surroundings: any Surroundings) {
    self.phone = phone
    self.surroundings = surroundings
  }

  var screen: Screen {
    Screen(.doctor, title: .of(.doctor_title), items: items, announce: announcement)
  }

  func load() async -> Step {
    isChecking = true
    trouble = nil
    changed()
    defer {
      isChecking = false
      changed()
    }
    do {
      cards = try await phone.accounts().cards
      checkup = try await phone.checkup()
    } catch {
      trouble = Trouble(error)
    }
    return .stay
  }

  func act(_ action: Action) async -> Step {
    switch action.id {
    case .back: .back
    case .retry: isChecking ? .stay : await load()
    case .settings: .ask(.notificationSettings)
    case .lockSettings: .ask(.lockSettings)
    case .diagnostics: .open(DiagnosticsModel(phone))
    default: .stay
    }
  }
}

extension DoctorModel {
  private var announcement: Phrase? {
    if isChecking { return nil }
    return trouble?.text ?? checkup.map { .of(isGood($0) ? .doctor_good : .doctor_bad) }
  }

  private func isGood(_ checkup: Checkup) -> Bool {
    checkup.isGood && surroundings.notificationsAllowed && phone.verification != .none
      && !cards.contains { needsPush($0) }
  }

  /// Whether its logins never arrive here.
  private func needsPush(_ card: AccountCard) -> Bool {
    card.hasKey && !card.abilities.contains(.polling) && surroundings.pushes == nil
  }

  @Items private var items: [Item] {
    if isChecking {
      Item.progress(.of(.checking))
    } else if let trouble {
      trouble.alone
      report
    } else if let checkup {
      if isGood(checkup) {
        Item.banner(.of(.doctor_good), .success, nil)
      } else {
        Item.banner(.of(.doctor_bad), .warning, nil)
      }
      device
      checkup.storage
      for account in checkup.accounts { items(account) }
      Item.Button(.of(.check_again), Action(.retry), .primary)
      report
    }
  }

  private var report: Item { .button(Item.Button(.of(.diagnostics_title), Action(.diagnostics))) }

  @Items private var device: [Item] {
    let isAllowed = surroundings.notificationsAllowed
    Item.heading(.of(.doctor_phone))
    Item.Fact(.of(.fact_notifications), .of(isAllowed ? .allowed : .not_allowed))
    if !isAllowed { Item.Button(.of(.open_settings), Action(.settings)) }
    Item.Fact(.of(.fact_pushes), surroundings.pushes.map { .outside($0) } ?? .of(.pushes_none))
    Item.Fact(.of(.fact_lock), .of(phone.verification.told))
    if phone.verification == .none {
      Item.banner(.of(.request_no_lock), .warning, Item.Button(.of(.open_settings), Action(.lockSettings)))
    }
  }

  @Items private func items(_ found: AccountCheckup) -> [Item] {
    let card = cards.first { $0.id == found.id }
    Item.heading(card.map { .of(.two_parts, .outside($0.name), .outside($0.account)) } ?? .of(.account_title))
    let lacksPush = card.map { needsPush($0) } ?? false
    if lacksPush { Item.text(.of(.push_needed), .warning) }
    if let problem = found.problem {
      Item.text(problem, .warning)
    } else if !lacksPush {
      Item.text(.of(.account_good), .success)
    }
    if let clock = found.clock { Item.Fact(.of(.fact_clock), clock) }
    if let push = found.push { Item.Fact(.of(.fact_push), .of(push ? .push_registered : .push_not_registered)) }
  }
}

extension Checkup {
  @Items fileprivate var storage: [Item] {
    if lost > 0 { Item.banner(.count(.accounts_lost, lost), .danger, nil) }
    if unfinished > 0 { Item.text(.count(.doctor_unfinished, unfinished), .warning) }
    if unconfirmed > 0 { Item.text(.count(.doctor_unconfirmed, unconfirmed), .warning) }
  }
}

extension Verification {
  fileprivate var told: Key {
    switch self {
    case .none: .lock_none
    case .screenLock: .lock_screen
    case .biometric: .lock_biometric
    }
  }
}
