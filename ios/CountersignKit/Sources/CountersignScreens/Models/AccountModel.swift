import Foundation

/// One account: what it is, its name, what its server can do for it, and the way out.
@MainActor final class AccountModel: Model {
  /// In characters.
  static let nameLength = 64

  var changed: () -> Void = {}

  private let phone: any Phone
  private let account: AccountCard.ID
  private var card: AccountCard?
  private var name = ""
  private var trouble: Trouble?
  private var removing = Removing.no

  private enum Removing {
    case no
    case asked
    case now
  }

  init(_ phone: any Phone, _ account: AccountCard.ID) {
    self.phone = phone
    self.account = account
  }

  var screen: Screen {
    Screen(
      .account, title: card.map { .outside($0.name) } ?? .of(.account_title), items: items, announce: trouble?.text)
  }

  func load() async -> Step {
    await tried {
      card = try await phone.accounts().cards.first { $0.id == account }
      name = card?.ownName ?? ""
      return card == nil ? .back : .stay
    }
  }

  func act(_ action: Action) async -> Step {
    guard removing != .now else { return .stay }
    switch action.id {
    case .back: return back()
    case .retry: return await load()
    case .name: name = String(action.argument.prefix(Self.nameLength))
    case .save: return await save()
    case .history: return .open(HistoryModel(phone, account))
    case .deviceName where can(.deviceName): return .open(DeviceNameModel(phone, account))
    case .rotate where can(.keyRotation): return .open(RotateModel(phone, account))
    case .lockOut where can(.lockOut): return .open(LockOutModel(phone, account))
    case .remove: removing = .asked
    case .removeConfirm where removing == .asked: return await remove(.everywhere)
    case .removeOnlyHere where removing == .asked: return await remove(.onlyHere)
    default: return .stay
    }
    changed()
    return .stay
  }

  private func back() -> Step {
    if removing == .no { return .back }
    removing = .no
    trouble = nil
    changed()
    return .stay
  }

  private func save() async -> Step {
    let name = trimmedName
    return await tried {
      try await phone.rename(account, to: name)
      return await load()
    }
  }

  private func remove(_ reach: Reach) async -> Step {
    removing = .now
    changed()
    let step = await tried {
      try await phone.remove(account, reach)
      return .home
    }
    removing = .asked
    changed()
    return step
  }

  private func tried(_ work: @MainActor () async throws -> Step) async -> Step {
    trouble = nil
    defer { changed() }
    do {
      return try await work()
    } catch {
      trouble = Trouble(error)
      return .stay
    }
  }

  /// A server that does not take this phone any more takes nothing from it.
  private func can(_ ability: Abilities) -> Bool {
    card.map { $0.hasKey && $0.problem == nil && $0.abilities.contains(ability) } ?? false
  }

  private var trimmedName: String { name.trimmingCharacters(in: .whitespaces) }
}

extension AccountModel {
  @Items private var items: [Item] {
    if let card {
      switch removing {
      case .now: Item.progress(.of(.removing))
      case .asked:
        trouble?.banner()
        confirmation(card)
      case .no:
        trouble?.banner()
        details(card)
      }
    } else {
      trouble?.alone ?? [.progress(.of(.loading))]
    }
  }

  @Items private func details(_ card: AccountCard) -> [Item] {
    if let problem = card.problem { Item.banner(problem, .warning, nil) }
    Item.Fact(.of(.fact_account), .outside(card.account))
    Item.Fact(.of(.fact_host), card.host.isEmpty ? .of(.preview_no_server) : .outside(card.host))
    Item.Fact(.of(.fact_added), .moment(card.enrolledAt))
    Item.Fact(.of(.fact_can), .of(card.hasKey ? .can_answer : .can_codes_only))
    if card.hasApprovalKey { Item.text(.of(.approval_bound), .plain) }
    Item.field(
      Item.Field(id: .name, label: .of(.account_name), hint: .of(.account_name_hint), value: name, keyboard: .text))
    Item.Button(.of(.save), Action(.save), enabled: trimmedName != card.ownName)
    Item.Button(.of(.history_title), Action(.history))
    if can(.deviceName) { Item.Button(.of(.device_name), Action(.deviceName)) }
    if can(.keyRotation) { Item.Button(.of(.rotate), Action(.rotate)) }
    if can(.lockOut) { Item.Button(.of(.lock_out), Action(.lockOut), .danger) }
    Item.Button(.of(.remove), Action(.remove), .danger)
  }

  @Items private func confirmation(_ card: AccountCard) -> [Item] {
    Item.heading(.of(.remove_heading, .outside(card.name)))
    Item.text(.of(card.host.isEmpty ? .remove_text_local : .remove_text), .danger)
    Item.Button(.of(.cancel), .back)
    Item.Button(.of(.remove), Action(.removeConfirm), .danger)
    // Offered only after the server could not be told.
    if trouble != nil && !card.host.isEmpty {
      Item.text(.of(.remove_only_here_text), .plain)
      Item.Button(.of(.remove_only_here), Action(.removeOnlyHere), .danger)
    }
  }
}
