/// Replacing the key of this phone for an account: what it does, and what came of it.
@MainActor final class RotateModel: Model {
  var changed: () -> Void = {}

  private let phone: any Phone
  private let account: AccountCard.ID
  private var trouble: Trouble?
  private var isWorking = false
  private var isReplaced = false

  init(_ phone: any Phone, _ account: AccountCard.ID) {
    self.phone = phone
    self.account = account
  }

  var screen: Screen {
    Screen(
      .rotate, title: .of(.rotate), items: items, announce: isReplaced ? .of(.rotate_done) : trouble?.text)
  }

  func act(_ action: Action) async -> Step {
    guard !isWorking else { return .stay }
    switch action.id {
    case .back: return .back
    case .confirm where !isReplaced: return await replace()
    default: return .stay
    }
  }

  private func replace() async -> Step {
    isWorking = true
    trouble = nil
    changed()
    defer {
      isWorking = false
      changed()
    }
    do {
      try await phone.rotateKey(account)
      isReplaced = true
    } catch {
      trouble = Trouble(error)
    }
    return .stay
  }

  @Items private var items: [Item] {
    if isWorking {
      Item.progress(.of(.rotating))
    } else if isReplaced {
      Item.picture(.yes, .of(.rotate_done))
      Item.heading(.of(.rotate_done))
      Item.Button(.of(.done), .back, .primary)
    } else {
      Item.heading(.of(.rotate_heading))
      Item.text(.of(.rotate_text), .plain)
      trouble?.banner()
      // The new key stays ready: what the server missed is made up for.
      if trouble?.kind == .offline { Item.text(.of(.rotate_later), .quiet) }
      Item.Button(.of(.cancel), .back)
      Item.Button(.of(.rotate), Action(.confirm), .primary)
    }
  }
}
