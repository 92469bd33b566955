/// What a notification says about a login. It has no number, and no button that approves.
public struct Notice: Sendable, Hashable {
  /// Which login it leads to.
  public let request: RequestCard.ID
  /// Its first line.
  public let title: Phrase
  /// Its second line.
  public let body: Phrase

  /// The notification for a login that waits.
  public init(_ request: RequestCard) {
    self.request = request.id
    title = .of(.notification_title)
    body = .of(.notification_text, .outside(request.app))
  }

  /// The buttons of every such notification, in order.
  public static func buttons(_ request: RequestCard.ID) -> [Item.Button] {
    [
      Item.Button(.of(.deny), Action(.deny, request), .deny),
      Item.Button(.of(.notification_open), Action(.request, request)),
    ]
  }
}
