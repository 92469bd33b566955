import Foundation

@testable import CountersignScreens

extension AccountCard {
  static let shop = AccountCard(
    id: "a1", name: "Shop", account: "alice@example.com", host: "login.shop.example", abilities: .all,
    enrolledAt: Date(timeIntervalSince1970: 1_793_698_200))
  static let codes = AccountCard(
    id: "a2", name: "Codes", account: "alice", host: "", codes: .timed, hasKey: false)
  static let counter = AccountCard(
    id: "a3", name: "Counter", account: "alice", host: "", codes: .counted, hasKey: false)
}

extension Abilities {
  static let all: Abilities = [.lockOut, .denyReasons, .deviceName, .keyRotation, .polling]
}

extension CodeCard {
  static let timed = CodeCard(digits: "287082", secondsLeft: 21, period: 30)
  static let counted = CodeCard(digits: "755224", secondsLeft: nil, period: nil)
}

extension RequestCard {
  static let shop = RequestCard(
    id: "a1.c1", account: "a1", abilities: .all, app: "Shop",
    facts: [
      Item.Fact(.of(.fact_account), .outside("alice@example.com")),
      Item.Fact(.of(.fact_site), .outside("login.shop.example")),
      Item.Fact(.of(.fact_place), .outside("Lisbon, Portugal")),
      Item.Fact(.of(.fact_ip), .outside("192.0.2.7")),
      Item.Fact(.of(.fact_browser), .outside("Firefox")),
    ],
    message: "Order 17", details: [Item.Fact(.outside("Amount"), .outside("12.00 EUR"))], entry: .none,
    needsVerification: false, restriction: nil, left: .seconds(90), age: .seconds(4), burst: nil, ending: nil)

  func with(_ change: (inout RequestCard) -> Void) -> RequestCard {
    var card = self
    change(&card)
    return card
  }
}

extension AccountCard {
  func with(_ change: (inout AccountCard) -> Void) -> AccountCard {
    var card = self
    change(&card)
    return card
  }
}

extension PreviewCard {
  static let shop = PreviewCard(
    host: "login.shop.example", issuer: "Shop", account: "alice@example.com", asksFor: .count(.asks_typed, 6),
    exists: false, part: nil, handle: "ticket")

  func with(_ change: (inout PreviewCard) -> Void) -> PreviewCard {
    var card = self
    change(&card)
    return card
  }
}
