/// Locking an account whose password somebody else knows.
@MainActor final class LockOutModel: Model {
  var changed: () -> Void = {}

  private let phone: any Phone
  private let account: AccountCard.ID
  /// The request that showed it, if any.
  private let request: RequestCard.ID?
  private var trouble: Trouble?
  private var isWorking = false
  private var isLocked = false

  init(_ phone: any Phone, _ account: AccountCard.ID, _ request: RequestCard.ID? = nil) {
    self.phone = phone
    self.account = account
    self.request = request
  }

  var screen: Screen {
    Screen(
      .lockOut, title: .of(.lock_out_title), items: items,
      announce: isLocked ? .of(.lock_out_done) : trouble?.text)
  }

  func act(_ action: Action) async -> Step {
    guard !isWorking else { return .stay }
    switch action.id {
    case .back: return .back
    case .done: return .home
    case .confirm where !isLocked: return await lock()
    default: return .stay
    }
  }

  private func lock() async -> Step {
    isWorking = true
    trouble = nil
    changed()
    defer {
      isWorking = false
      changed()
    }
    do {
      try await phone.lockOut(account, because: request)
      isLocked = true
    } catch {
      trouble = Trouble(error)
    }
    return .stay
  }

  @Items private var items: [Item] {
    if isWorking {
      Item.progress(.of(.locking))
    } else if isLocked {
      Item.heading(.of(.lock_out_done))
      Item.text(.of(.lock_out_done_text), .success)
      Item.Button(.of(.done), Action(.done), .primary)
    } else {
      Item.heading(.of(.lock_out_heading))
      Item.text(.of(.lock_out_text), .plain)
      trouble?.banner()
      Item.Button(.of(.cancel), .back)
      Item.Button(.of(.lock_out), Action(.confirm), .danger)
    }
  }
}
