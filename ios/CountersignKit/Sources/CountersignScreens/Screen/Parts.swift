extension Item {
  /// A labeled fact.
  public struct Fact: Sendable, Hashable {
    /// What it is.
    public let label: Phrase
    /// Its value.
    public let value: Phrase

    init(_ label: Phrase, _ value: Phrase) {
      self.label = label
      self.value = value
    }
  }

  /// A button.
  public struct Button: Sendable, Hashable {
    /// The words on it.
    public var label: Phrase
    /// What it does.
    public var action: Action
    /// What kind of button it is.
    public var style: Style
    /// Whether it can be tapped.
    public var enabled: Bool
    /// When it can be, by the clock of the models; `nil` when that is no question of time.
    public var armedAt: Duration?

    init(_ label: Phrase, _ action: Action, _ style: Style = .plain, enabled: Bool = true, armedAt: Duration? = nil) {
      self.label = label
      self.action = action
      self.style = style
      self.enabled = enabled
      self.armedAt = armedAt
    }

    /// What kind of button it is. Deny and approve are of the same size.
    public enum Style: String, Sendable, Hashable {
      /// The one most people want.
      case primary
      /// Another one.
      case plain
      /// One that destroys something.
      case danger
      /// "No, it is not me."
      case deny
      /// "Yes, it is me."
      case approve
    }
  }

  /// A field to type in. What is typed arrives as an action with the field's id.
  public struct Field: Sendable, Hashable {
    /// Which field it is.
    public let id: Action.ID
    /// Its name.
    public let label: Phrase
    /// What to type, shown while it is empty.
    public let hint: Phrase?
    /// What is in it.
    public let value: String
    /// What is typed.
    public let keyboard: Keyboard

    /// What is typed into a field.
    public enum Keyboard: String, Sendable, Hashable {
      /// Any text.
      case text
      /// Words to look for.
      case search
    }
  }

  /// The number from the login page. What is typed arrives as an action with this id.
  public struct NumberEntry: Sendable, Hashable {
    /// Which field it is.
    public let id: Action.ID
    /// What to type.
    public let label: Phrase
    /// How many digits it has.
    public let digits: Int
    /// What was typed so far.
    public let value: String
  }

  /// Numbers to pick from, each a button, in the order of the server.
  public struct Choices: Sendable, Hashable {
    /// What to pick.
    public let label: Phrase
    /// What there is. All of them can be tapped, or none.
    public let options: [Button]
  }

  /// A row of a list.
  public struct Row: Sendable, Hashable {
    /// First line.
    public let title: Phrase
    /// Second line.
    public let subtitle: Phrase?
    /// A word about its state.
    public let badge: Phrase?
    /// What a tap does, if anything.
    public let action: Action?
  }

  /// A one-time code.
  public struct Code: Sendable, Hashable {
    /// Whose code it is.
    public let label: Phrase
    /// The digits; `nil` while they are hidden.
    public let digits: Phrase?
    /// How much of its time is left, 0 to 1; `nil` for a code that stays.
    public let ring: Double?
    /// The same in seconds.
    public let secondsLeft: Int?
    /// What a tap does: shows it or copies it.
    public let button: Button
  }

  /// Pictures that decorate.
  public enum Picture: String, Sendable, Hashable {
    /// Nothing is there yet.
    case empty
    /// It worked.
    case yes
    /// It was refused.
    case no
    /// It is not known yet, or came too late.
    case wait
    /// Somewhere else.
    case elsewhere
    /// Where accounts are kept.
    case storage
  }
}

/// How words are meant. Never told by color alone: the words say it too.
public enum Tone: String, Sendable, Hashable {
  /// Ordinary.
  case plain
  /// Less important.
  case quiet
  /// Be careful.
  case warning
  /// Something is wrong, or is about to be.
  case danger
  /// All is well.
  case success
}
