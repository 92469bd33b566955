import Foundation

/// The first screen: all accounts, their one-time codes, and what waits.
@MainActor final class AccountsModel: Model {
  var changed: () -> Void = {}

  private let phone: any Phone
  private let clock: Clock
  private let surroundings: any Surroundings
  private var list: AccountList?
  private var requests: [RequestCard] = []
  private var query = ""
  private var trouble: Trouble?
  private var isRefreshing = false
  private var shown: [AccountCard.ID: CodeCard] = [:]

  init(_ phone: any Phone, clock: @escaping Clock, _ surroundings: any Surroundings) {
    self.phone = phone
    self.clock = clock
    self.surroundings = surroundings
  }

  var ticks: Bool { shown.values.contains { $0.secondsLeft != nil } }

  var screen: Screen {
    Screen(
      .accounts, title: .of(.accounts_title), items: items, back: nil, secure: !shown.isEmpty, announce: trouble?.text)
  }

  func load() async -> Step {
    if let step = await read() { return step }
    return await refresh()
  }

  func act(_ action: Action) async -> Step {
    switch action.id {
    case .search: query = action.argument
    case .showCode: return await show(action.argument) { try await $0.code($1) }
    case .nextCode: return await show(action.argument) { try await $0.nextCode($1) }
    case .copyCode: return shown[action.argument].map { .ask(.copy($0.digits)) } ?? .stay
    case .refresh: return await refresh()
    case .retry: return await load()
    case .add: return .open(AddModel(phone))
    case .history: return .open(HistoryModel(phone))
    case .doctor: return .open(DoctorModel(phone, surroundings))
    case .request: return .open(RequestModel(phone, clock: clock, action.argument))
    case .account: return .open(AccountModel(phone, action.argument))
    case .settings: return .ask(.notificationSettings)
    default: return .stay
    }
    changed()
    return .stay
  }

  func tick() async -> Step {
    for account in shown.filter({ $0.value.secondsLeft != nil }).keys {
      let step = await show(account) { try await $0.code($1) }
      guard case .stay = step else { return step }
    }
    return .stay
  }

  func disappeared() {
    shown = [:]
    changed()
  }

  private func read() async -> Step? {
    defer { changed() }
    do {
      list = try await phone.accounts()
      requests = try await phone.requests()
      return nil
    } catch {
      return failed(Trouble(error))
    }
  }

  private func refresh() async -> Step {
    guard !isRefreshing, list != nil else { return .stay }
    isRefreshing = true
    changed()
    defer {
      isRefreshing = false
      changed()
    }
    do {
      trouble = try await phone.refresh().first
    } catch {
      return failed(Trouble(error))
    }
    return await read() ?? .stay
  }

  private func show(
    _ account: AccountCard.ID, _ code: (any Phone, AccountCard.ID) async throws -> CodeCard
  ) async -> Step {
    defer { changed() }
    do {
      shown[account] = try await code(phone, account)
      return .stay
    } catch {
      shown[account] = nil
      return failed(Trouble(error))
    }
  }

  private func failed(_ trouble: Trouble) -> Step {
    if trouble.kind == .storage { return .open(StorageModel(phone, trouble)) }
    self.trouble = trouble
    return .stay
  }
}

extension AccountsModel {
  @Items private var items: [Item] {
    if let list {
      problems(list)
      for request in requests { request.row }
      if list.cards.isEmpty { empty } else { accounts(list.cards) }
      below(list)
    } else {
      trouble?.alone ?? [.progress(.of(.loading))]
    }
  }

  @Items private func problems(_ list: AccountList) -> [Item] {
    trouble?.banner(Item.Button(.of(.retry), Action(.refresh)))
    if list.lost > 0 {
      Item.banner(.count(.accounts_lost, list.lost), .danger, Item.Button(.of(.doctor_title), Action(.doctor)))
    }
    if !surroundings.notificationsAllowed && !list.cards.isEmpty {
      Item.banner(.of(.notifications_off), .warning, Item.Button(.of(.open_settings), Action(.settings)))
    }
  }

  @Items private var empty: [Item] {
    Item.picture(.empty, .of(.accounts_empty))
    Item.heading(.of(.accounts_empty))
    Item.text(.of(.accounts_empty_text), .plain)
  }

  @Items private func accounts(_ cards: [AccountCard]) -> [Item] {
    let found = cards.filter { $0.matches(query) }
    if cards.count > 1 {
      Item.field(
        Item.Field(id: .search, label: .of(.search), hint: .of(.search_hint), value: query, keyboard: .search))
    }
    if found.isEmpty { Item.text(.of(.search_nothing), .quiet) }
    for card in found {
      card.row
      if card.codes != .none { codes(card) }
    }
  }

  @Items private func codes(_ card: AccountCard) -> [Item] {
    let code = shown[card.id]
    let show = Item.Button(.of(.code_show), Action(.showCode, card.id))
    let copy = Item.Button(.of(.code_copy), Action(.copyCode, card.id))
    Item.code(
      Item.Code(
        label: .of(.code_of, .outside(card.name)), digits: code.map { .digits($0.digits) }, ring: code?.ring,
        secondsLeft: code?.secondsLeft, button: code == nil ? show : copy))
    if code != nil && card.codes == .counted {
      Item.Button(.of(.code_next), Action(.nextCode, card.id))
    }
  }

  @Items private func below(_ list: AccountList) -> [Item] {
    Item.Button(.of(.add_account), Action(.add), .primary)
    if !list.cards.isEmpty {
      Item.Button(.of(.history_title), Action(.history))
      Item.Button(.of(.doctor_title), Action(.doctor))
    }
    if isRefreshing { Item.progress(.of(.refreshing)) }
  }
}

extension RequestCard {
  fileprivate var row: Item {
    .row(
      Item.Row(
        title: .of(.request_heading, .outside(app)), subtitle: facts.first?.value, badge: .of(.waiting),
        action: Action(.request, id)))
  }
}

extension AccountCard {
  fileprivate var row: Item {
    .row(
      Item.Row(
        title: .outside(name), subtitle: .outside(account), badge: problem, action: Action(.account, id)))
  }

  fileprivate func matches(_ query: String) -> Bool {
    let words = query.trimmingCharacters(in: .whitespaces)
    let places = [name, account, host, ownName]
    return words.isEmpty || places.contains { $0.range(of: words, options: .caseInsensitive) != nil }
  }
}

extension CodeCard {
  fileprivate var ring: Double? {
    guard let secondsLeft, let period else { return nil }
    return min(1, max(0, Double(secondsLeft) / Double(period)))
  }
}
