/// What a person can do whose login it was not.
enum Aftermath: Equatable {
  /// It was the person's.
  case nothing
  /// Mind the password.
  case advice
  /// The same, and lock the account.
  case locking(AccountCard.ID)
}

/// What happened after an answer.
@MainActor final class OutcomeModel: Model {
  var changed: () -> Void = {}

  private let phone: any Phone
  private let request: RequestCard.ID
  /// Who asked.
  private let app: String?
  private let aftermath: Aftermath
  private var ending: Ending
  private var trouble: Trouble?
  private var isChecking = false

  init(_ phone: any Phone, _ request: RequestCard.ID, app: String?, _ aftermath: Aftermath, _ ending: Ending) {
    self.phone = phone
    self.request = request
    self.app = app
    self.aftermath = aftermath
    self.ending = ending
  }

  var screen: Screen {
    Screen(
      .outcome, title: .of(.outcome_title), items: items, back: Action(.done), announce: .of(ending.heading))
  }

  func act(_ action: Action) async -> Step {
    switch action.id {
    case .done: return .home
    case .check: return await check()
    case .lockOut:
      guard case .locking(let account) = aftermath else { return .stay }
      return .open(LockOutModel(phone, account, request))
    default: return .stay
    }
  }

  /// Asks the server what it recorded. Never answers again.
  private func check() async -> Step {
    guard !isChecking else { return .stay }
    isChecking = true
    trouble = nil
    changed()
    defer {
      isChecking = false
      changed()
    }
    do {
      trouble = try await phone.refresh().first
      ending = try await phone.request(request).ending ?? ending
    } catch {
      trouble = Trouble(error)
    }
    return .stay
  }

  @Items private var items: [Item] {
    Item.picture(ending.picture, .of(ending.heading))
    Item.heading(.of(ending.heading))
    if let app { Item.text(.of(.outcome_for, .outside(app)), .quiet) }
    Item.text(ending.text, ending.tone)
    trouble?.banner()
    if isChecking { Item.progress(.of(.checking)) } else { next }
  }

  @Items private var next: [Item] {
    switch aftermath {
    case .nothing: Item?.none
    case .advice:
      Item.heading(.of(.not_me_next))
      Item.text(.of(.not_me_advice_only), .plain)
    case .locking:
      Item.heading(.of(.not_me_next))
      Item.text(.of(.not_me_advice), .plain)
      Item.Button(.of(.lock_out), Action(.lockOut), .danger)
    }
    if ending.isOpen { Item.Button(.of(.check_again), Action(.check), .primary) }
    Item.Button(.of(.done), Action(.done), ending.isOpen ? .plain : .primary)
  }
}

extension Ending {
  /// Whether it can still become another one.
  fileprivate var isOpen: Bool { self == .unknown || self == .deniedHere }

  /// What happened, in a word.
  var heading: Key {
    switch self {
    case .approved: .outcome_approved
    case .denied: .outcome_denied
    case .deniedHere: .outcome_denied_here
    case .wrongNumber: .outcome_wrong_number
    case .approvedElsewhere: .outcome_approved_elsewhere
    case .deniedElsewhere: .outcome_denied_elsewhere
    case .expired: .outcome_expired
    case .withdrawn: .outcome_withdrawn
    case .over: .outcome_over
    case .unknown: .outcome_unknown
    case .notSent: .outcome_not_sent
    }
  }

  fileprivate var text: Phrase {
    switch self {
    case .approved: .of(.outcome_approved_text)
    case .denied: .of(.outcome_denied_text)
    case .deniedHere: .of(.outcome_denied_here_text)
    case .wrongNumber: .of(.outcome_wrong_number_text)
    case .approvedElsewhere: .of(.outcome_approved_elsewhere_text)
    case .deniedElsewhere: .of(.outcome_denied_elsewhere_text)
    case .expired: .of(.outcome_expired_text)
    case .withdrawn: .of(.outcome_withdrawn_text)
    case .over: .of(.outcome_over_text)
    case .unknown: .of(.outcome_unknown_text)
    case .notSent(let trouble): trouble.text
    }
  }

  fileprivate var tone: Tone {
    switch self {
    case .approved, .denied: .success
    case .deniedHere, .approvedElsewhere, .unknown, .notSent: .warning
    case .wrongNumber: .danger
    case .deniedElsewhere, .expired, .withdrawn, .over: .plain
    }
  }

  fileprivate var picture: Item.Picture {
    switch self {
    case .approved: .yes
    case .denied, .wrongNumber, .withdrawn: .no
    case .approvedElsewhere, .deniedElsewhere: .elsewhere
    case .deniedHere, .expired, .over, .unknown, .notSent: .wait
    }
  }
}
