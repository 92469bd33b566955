/// The accounts cannot be read now: why, and what helps. Nothing is deleted here.
@MainActor final class StorageModel: Model {
  var changed: () -> Void = {}

  private let phone: any Phone
  private var trouble: Trouble
  private var isTrying = false

  init(_ phone: any Phone, _ trouble: Trouble) {
    self.phone = phone
    self.trouble = trouble
  }

  var screen: Screen {
    Screen(.storage, title: .of(.storage_title), items: items, back: nil, announce: trouble.text)
  }

  func act(_ action: Action) async -> Step {
    switch action.id {
    case .retry: isTrying ? .stay : await retry()
    case .settings: .ask(.appSettings)
    default: .stay
    }
  }

  private func retry() async -> Step {
    isTrying = true
    changed()
    defer {
      isTrying = false
      changed()
    }
    do {
      _ = try await phone.accounts()
      return .home
    } catch {
      trouble = Trouble(error)
      return .stay
    }
  }

  @Items private var items: [Item] {
    Item.picture(.storage, .of(.storage_title))
    Item.heading(trouble.text)
    if let next = trouble.next { Item.text(next, .plain) }
    Item.text(.of(.storage_kept), .quiet)
    Item.text(.of(.support_code, .outside(trouble.code)), .quiet)
    if isTrying {
      Item.progress(.of(.checking))
    } else {
      Item.Button(.of(.retry), Action(.retry), .primary)
      Item.Button(.of(.open_settings), Action(.settings))
    }
  }
}
