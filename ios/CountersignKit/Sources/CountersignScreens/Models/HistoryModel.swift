import Foundation

/// What happened, newest first: of one account, or of all.
@MainActor final class HistoryModel: Model {
  var changed: () -> Void = {}

  private let phone: any Phone
  private let account: AccountCard.ID?
  private var entries: [HistoryCard]?
  /// Where the part that is not shown yet begins.
  private var earlier: Date?
  private var trouble: Trouble?
  private var isLoading = false

  init(_ phone: any Phone, _ account: AccountCard.ID? = nil) {
    self.phone = phone
    self.account = account
  }

  var screen: Screen {
    Screen(.history, title: .of(.history_title), items: items, announce: trouble?.text)
  }

  func load() async -> Step {
    await read(before: nil)
  }

  func act(_ action: Action) async -> Step {
    switch action.id {
    case .back: .back
    case .retry where entries == nil: await load()
    case .earlier where earlier != nil: await read(before: earlier)
    default: .stay
    }
  }

  /// Reads what was before a moment, below what is there; the newest where no moment is given.
  private func read(before: Date?) async -> Step {
    guard !isLoading else { return .stay }
    isLoading = true
    trouble = nil
    changed()
    defer {
      isLoading = false
      changed()
    }
    do {
      let page = try await phone.history(account, before: before)
      entries = (before == nil ? [] : entries ?? []) + page.cards
      earlier = page.earlier
    } catch {
      trouble = Trouble(error)
    }
    return .stay
  }

  @Items private var items: [Item] {
    if let entries {
      if entries.isEmpty { Item.text(.of(.history_empty), .quiet) }
      for entry in entries { entry.row }
      trouble?.banner()
      if isLoading {
        Item.progress(.of(.loading))
      } else if earlier != nil {
        Item.Button(.of(.history_earlier), Action(.earlier))
      }
    } else {
      trouble?.alone ?? [.progress(.of(.loading))]
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
