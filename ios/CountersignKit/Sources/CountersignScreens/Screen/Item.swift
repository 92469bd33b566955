/// One thing on a screen.
public enum Item: Sendable, Hashable {
  /// A heading; screen readers jump from one to the next.
  case heading(Phrase)
  /// A paragraph.
  case text(Phrase, Tone)
  /// A labeled fact: "Place: Berlin".
  case fact(Fact)
  /// Something that needs attention, and what can be done about it.
  case banner(Phrase, Tone, Button?)
  /// A field to type in.
  case field(Field)
  /// The number from the login page.
  case number(NumberEntry)
  /// Numbers to pick from.
  case choices(Choices)
  /// A button.
  case button(Button)
  /// A row of a list.
  case row(Row)
  /// A one-time code.
  case code(Code)
  /// What the camera sees. What it reads arrives as this action.
  case camera(Action.ID, Phrase)
  /// Something is under way.
  case progress(Phrase)
  /// A picture that decorates, and what it means.
  case picture(Picture, Phrase)

  /// What a screen reader says for it, part by part. Never empty.
  public var spoken: [Phrase] {
    switch self {
    case .heading(let text), .text(let text, _), .progress(let text), .camera(_, let text), .picture(_, let text): [text]
    case .fact(let fact): [fact.label, fact.value]
    case .banner(let text, _, let button): [text] + (button.map { [$0.label] } ?? [])
    case .field(let field): [field.label] + [field.hint].compactMap { $0 }
    case .number(let number): [number.label]
    case .choices(let choices): [choices.label] + choices.options.map(\.label)
    case .button(let button): [button.label]
    case .row(let row): [row.title] + [row.subtitle, row.badge].compactMap { $0 }
    case .code(let code): [code.label] + [code.digits, code.secondsLeft.map { .count(.code_seconds, $0) }].compactMap { $0 } + [code.button.label]
    }
  }
}
