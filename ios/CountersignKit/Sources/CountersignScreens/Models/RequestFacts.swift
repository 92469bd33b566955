extension RequestCard {
  /// What stands on the screen of a request above the buttons.
  @Items func items(left: Duration?, age: Duration, isObscured: Bool, verification: Verification) -> [Item] {
    Item.heading(.of(.request_heading, .outside(app)))
    if isObscured { Item.banner(.of(.request_obscured), .danger, nil) }
    if let burst { Item.banner(.count(.request_burst, burst), .danger, nil) }
    if let restriction { Item.banner(restriction, .warning, nil) }
    if needsVerification && verification == .none {
      Item.banner(.of(.request_no_lock), .warning, Item.Button(.of(.open_settings), Action(.lockSettings)))
    }
    Item.text(.of(.request_question), .plain)
    for fact in facts { fact }
    if let left { Item.Fact(.of(.request_left), left.told) } else { Item.Fact(.of(.request_age), age.told) }
    if let message { Item.Fact(.of(.request_message), .outside(message)) }
    if !details.isEmpty { Item.heading(.of(.request_details)) }
    for detail in details { detail }
  }
}

extension Duration {
  fileprivate var told: Phrase {
    let seconds = max(0, Int(components.seconds))
    return seconds < 60 ? .count(.seconds, seconds) : .count(.minutes, seconds / 60)
  }
}
