/// What happened, newest first: of one account, or of all.
@MainActor final class HistoryModel: Model {
  var changed: () -> Void = {}

  private let phone: any Phone
  private let account: AccountCard.ID?
  private var entries: [HistoryCard]?
  private var trouble: Trouble?

  init(_ phone: any Phone, _ account: AccountCard.ID? = nil) {
    self.phone = phone
    self.account = account
  }

  var screen: Screen {
    Screen(.history, title: .of(.history_title), items: items, announce: trouble?.text)
  }

  func load() async -> Step {
    defer { changed() }
    do {
      entries = try await phone.history(account)
      trouble = nil
    } catch {
      trouble = Trouble(error)
    }
    return .stay
  }

  func act(_ action: Action) async -> Step {
    switch action.id {
    case .back: .back
    case .retry: await load()
    default: .stay
    }
  }

  @Items private var items: [Item] {
    if let trouble {
      trouble.alone
    } else if let entries {
      if entries.isEmpty { Item.text(.of(.history_empty), .quiet) }
      for entry in entries { entry.row }
    } else {
      Item.progress(.of(.loading))
    }
  }
}

extension HistoryCard {
  fileprivate var row: Item {
    let moment = Phrase.moment(at)
    return .row(
      Item.Row(
        title: title, subtitle: subtitle.map { .of(.two_parts, $0, moment) } ?? moment, badge: result, action: nil))
  }
}
