/// What is behind one screen. After `changed` was called, `screen` has something new.
@MainActor public protocol Model: AnyObject {
  /// Called when the screen is to be drawn again.
  var changed: () -> Void { get set }

  /// What to draw now.
  var screen: Screen { get }

  /// Whether `tick` does something.
  var ticks: Bool { get }

  /// Fetches what the screen shows. Called when the screen comes to the top, again each time.
  func load() async -> Step

  /// Does what the person asked for. Actions that are not of this screen do nothing.
  func act(_ action: Action) async -> Step

  /// A second has passed.
  func tick() async -> Step

  /// The screen is in front of the person from now on.
  func appeared()

  /// The screen is covered or gone: secrets are hidden again.
  func disappeared()

  /// Something lies over this app or records it, or does no longer.
  func obscured(_ now: Bool)
}

extension Model {
  /// Nothing does.
  public var ticks: Bool { false }

  /// There is nothing to fetch.
  public func load() async -> Step { .stay }

  /// Nothing changes by it.
  public func tick() async -> Step { .stay }

  /// Nothing changes by it.
  public func appeared() {}

  /// There are no secrets.
  public func disappeared() {}

  /// Nothing changes by it.
  public func obscured(_ now: Bool) {}
}

/// Time that only goes forward, also while the phone sleeps, since some moment.
public typealias Clock = @Sendable () -> Duration

/// What follows from an action.
public enum Step {
  /// Nothing: the screen tells.
  case stay
  /// To the screen below.
  case back
  /// To the first screen.
  case home
  /// Another screen above this one.
  case open(any Model)
  /// Another screen instead of this one.
  case replace(any Model)
  /// Something that only the platform can do. What comes of it arrives as an action.
  case ask(Wish)
}

/// What only the platform can do.
public enum Wish: Sendable, Hashable, CustomReflectable {
  /// Copy a secret text: not to other devices, and removed after a while.
  case copy(String)
  /// Let the person hand this text to another app.
  case share(String)
  /// Let the person choose a picture; arrives at `Session.picture`.
  case picture
  /// Read what was copied; arrives as `pasted`.
  case paste
  /// May the camera be used? Arrives as `camera`.
  case camera
  /// Open the settings of this app's notifications.
  case notificationSettings
  /// Open the settings of the screen lock.
  case lockSettings
  /// Open the settings of this app.
  case appSettings

  /// Nothing of what is copied or shared.
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .enum) }
}

/// Whether the camera can be used: the argument of `Action.ID.camera`.
public enum CameraState: String, Sendable, Hashable {
  /// Nobody asked yet.
  case unasked
  /// The person lets the app use it.
  case allowed
  /// The person does not.
  case refused
  /// There is none.
  case missing
}

/// What the models need to know of the platform.
@MainActor public protocol Surroundings: AnyObject {
  /// Whether notifications can be shown.
  var notificationsAllowed: Bool { get }

  /// How pushes come, in the words of the platform; `nil` when servers are only asked.
  var pushes: String? { get }
}

extension Trouble {
  /// What went wrong, and what to do next.
  func banner(_ button: Item.Button? = nil) -> Item {
    let told = next.map { Phrase.of(.two_sentences, text, $0) } ?? text
    return .banner(told, kind == .final ? .danger : .warning, button)
  }

  /// The trouble alone, with what can be done.
  var alone: [Item] {
    let retry = Item.Button(.of(.retry), Action(.retry), .primary)
    return [banner()] + (kind == .final ? [] : [.button(retry)])
  }
}
