/// What a person sees and can do now. A renderer draws it and decides nothing.
public struct Screen: Sendable, Hashable {
  /// Which screen it is.
  public var id: ID
  /// Its title.
  public var title: Phrase
  /// What is on it, in reading order.
  public var items: [Item]
  /// What going back does; `nil` at the bottom.
  public var back: Action?
  /// Whether it must not be in screenshots, recordings or the app switcher.
  public var secure: Bool
  /// What a screen reader says when the screen appears or this text changes.
  public var announce: Phrase?

  init(
    _ id: ID, title: Phrase, items: [Item], back: Action? = .back, secure: Bool = false, announce: Phrase? = nil
  ) {
    self.id = id
    self.title = title
    self.items = items
    self.back = back
    self.secure = secure
    self.announce = announce
  }

  /// All screens there are.
  public enum ID: String, Sendable, Hashable, CaseIterable {
    /// All accounts.
    case accounts
    /// Where a code comes from.
    case add
    /// Who asks to be added.
    case preview
    /// A login that waits.
    case request
    /// What became of it.
    case outcome
    /// What happened before.
    case history
    /// One account.
    case account
    /// What this phone is called on the server.
    case deviceName = "device_name"
    /// Replacing the key of an account.
    case rotate
    /// Whether all is in order.
    case doctor
    /// The report for whoever is to help.
    case diagnostics
    /// Why accounts cannot be read.
    case storage
    /// Keeping everybody out of an account.
    case lockOut = "lock_out"
    /// What another app handed over.
    case share
  }
}

/// Something a person does.
public struct Action: Sendable, Hashable {
  /// What.
  public let id: ID
  /// To what, or with which text.
  public let argument: String

  /// An action; what is typed, read or scanned is its argument.
  public init(_ id: ID, _ argument: String = "") {
    self.id = id
    self.argument = argument
  }

  static let back = Action(.back)

  /// All that can be done.
  public enum ID: String, Sendable, Hashable, CaseIterable {
    /// Goes back.
    case back
    /// Has seen what there is to see.
    case done
    /// Tries again.
    case retry
    /// Opens the way to add accounts; or adds those that are shown.
    case add
    /// Opens history.
    case history
    /// Opens the check of phone and pushes.
    case doctor
    /// Opens the report for whoever is to help.
    case diagnostics
    /// Hands the report to another app.
    case share
    /// Shows what happened before that.
    case earlier
    /// Opens an account.
    case account
    /// Opens a login request.
    case request
    /// Asks all servers.
    case refresh
    /// Opens the settings of this app's notifications.
    case settings
    /// Opens the settings of the screen lock.
    case lockSettings = "lock_settings"
    /// Words to look for.
    case search
    /// Shows the one-time code of an account.
    case showCode = "show_code"
    /// Copies the one-time code of an account.
    case copyCode = "copy_code"
    /// Gives up the one-time code of an account for its next one.
    case nextCode = "next_code"
    /// Whether the camera can be used: a `CameraState`.
    case camera
    /// Asks whether it may be used.
    case askCamera = "ask_camera"
    /// Opens the settings of this app.
    case cameraSettings = "camera_settings"
    /// Lets the person choose a picture.
    case choosePicture = "choose_picture"
    /// Takes what was copied.
    case paste
    /// What is in the field for links.
    case link
    /// Goes on with what is in the field.
    case goOn = "continue"
    /// A code that the camera sees.
    case code
    /// What was copied.
    case pasted
    /// The number so far.
    case number
    /// "It is me", with a number that was picked.
    case pick
    /// "It is me."
    case approve
    /// "It is me", verified by the screen lock.
    case approveScreenLock = "approve_screen_lock"
    /// "It is not me."
    case deny
    /// "This was not me."
    case notMe = "not_me"
    /// Asks the server what it recorded.
    case check
    /// Opens the locking of an account.
    case lockOut = "lock_out"
    /// Agrees.
    case confirm
    /// The name so far.
    case name
    /// Keeps the name.
    case save
    /// Opens the naming of this phone; there, the name so far.
    case deviceName = "device_name"
    /// Opens the replacing of the key.
    case rotate
    /// Asks whether to remove the account.
    case remove
    /// Removes it.
    case removeConfirm = "remove_confirm"
    /// Removes it on this phone only.
    case removeOnlyHere = "remove_only_here"
  }
}
