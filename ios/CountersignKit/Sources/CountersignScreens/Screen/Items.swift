/// Lists items one below the other, with `if`, `switch` and `for` as needed.
@resultBuilder enum Items {
  static func buildExpression(_ item: Item) -> [Item] { [item] }

  static func buildExpression(_ item: Item?) -> [Item] { item.map { [$0] } ?? [] }

  static func buildExpression(_ items: [Item]) -> [Item] { items }

  static func buildExpression(_ fact: Item.Fact) -> [Item] { [.fact(fact)] }

  static func buildExpression(_ button: Item.Button) -> [Item] { [.button(button)] }

  static func buildBlock(_ parts: [Item]...) -> [Item] { parts.flatMap { $0 } }

  static func buildOptional(_ part: [Item]?) -> [Item] { part ?? [] }

  static func buildEither(first part: [Item]) -> [Item] { part }

  static func buildEither(second part: [Item]) -> [Item] { part }

  static func buildArray(_ parts: [[Item]]) -> [Item] { parts.flatMap { $0 } }
}
