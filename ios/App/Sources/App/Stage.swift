import Countersign
import CountersignKit
import CountersignScreens
import SwiftUI

/// What lives as long as the process: the accounts, what the person is doing, and what only the platform can do.
@MainActor final class Stage: ObservableObject {
  /// What to draw now.
  @Published private(set) var screen: CountersignScreens.Screen
  /// Whether nothing of it may be seen: the app is in the app switcher, or recorded.
  @Published private(set) var isCovered = false
  /// Whether the person is choosing a picture.
  @Published var isChoosingPicture = false
  /// What the person is handing to another app.
  @Published var shared: Shareable?

  let phone: SDKPhone
  let surroundings = PhoneSurroundings()
  private let session: Session
  private let wishes = Wishes()
  private var isActive = false
  private var isCaptured = UIScreen.main.isCaptured
  private var alarm: Task<Void, Never>?

  init() {
    phone = SDKPhone(
      answered: { request in Task { await RequestNotifications.hide(request) } },
      verifier: { Verification(PersonVerification.now) }, open: { try Shared.accounts.open() })
    let start = ContinuousClock.now
    let asked = Asked()
    session = Session(
      phone, clock: { ContinuousClock.now - start }, surroundings: surroundings, ask: { asked.stage?.fulfill($0) })
    screen = session.screen
    asked.stage = self
    session.changed = { [weak self] in self?.draw() }
    session.obscured(isCaptured)
  }

  /// Runs as long as the app has a window.
  func run() async {
    await surroundings.refresh()
    await session.start()
    async let watching: Void = session.watch()
    async let ticking: Void = tick()
    async let captured: Void = watchCapture()
    _ = await (watching, ticking, captured)
  }

  /// Does what the person asked for on the screen that is drawn.
  func act(_ action: CountersignScreens.Action) {
    let id = screen.id
    Task { await session.act(action, on: id) }
  }

  func show(_ request: RequestCard.ID) async {
    await session.show(request)
  }

  /// A link from outside leads to a preview, never further. The library finds the code behind a universal link.
  func open(_ url: URL) {
    Task { await session.open(url.absoluteString) }
  }

  /// The app is in front of the person, or no longer.
  func phase(_ isActive: Bool) {
    self.isActive = isActive
    cover()
    session.visible(isActive)
    if isActive {
      Task { await surroundings.refresh() }
      takeShared()
    }
  }

  /// Previews a code that came through the share extension, which cannot open this app.
  private func takeShared() {
    guard let code = try? CodeInbox(appGroup: AppGroup.name).take() else { return }
    Task { await session.open(code) }
  }

  /// A picture was chosen.
  func picture(_ data: Data) {
    Task { await session.picture(Frame(image: data)) }
  }

  private func fulfill(_ wish: Wish) {
    switch wish {
    case .picture: isChoosingPicture = true
    case .paste: act(Action(.pasted, wishes.pasted()))
    case .share(let text): shared = Shareable(text: text)
    case .camera: Task { act(Action(.camera, await wishes.camera().rawValue)) }
    case .copy(let secret): wishes.copy(secret)
    case .notificationSettings:
      Task {
        await wishes.notifications()
        await surroundings.refresh()
        draw()
      }
    case .lockSettings, .appSettings: wishes.settings()
    }
  }

  private func draw() {
    let before = screen
    screen = session.screen
    cover()
    if let said = screen.announce, said != before.announce || screen.id != before.id {
      UIAccessibility.post(notification: .announcement, argument: said.spoken(in: PhoneWording()))
    }
    setAlarm()
  }

  /// Draws again when a button is armed.
  private func setAlarm() {
    alarm?.cancel()
    guard screen.waitsForArming else { return }
    alarm = Task {
      try? await Task.sleep(for: .milliseconds(100))
      if !Task.isCancelled { draw() }
    }
  }

  private func tick() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      if session.ticks { await session.tick() }
    }
  }

  /// A recording or a second screen sees what the person sees.
  private func watchCapture() async {
    session.obscured(UIScreen.main.isCaptured)
    for await _ in NotificationCenter.default.notifications(named: UIScreen.capturedDidChangeNotification) {
      isCaptured = UIScreen.main.isCaptured
      session.obscured(isCaptured)
      cover()
    }
  }

  private func cover() {
    isCovered = !isActive || (isCaptured && screen.secure && screen.id != .request)
  }
}

/// A text for another app.
struct Shareable: Identifiable {
  let id = UUID()
  let text: String
}

/// Who does what the session asks for; known only after the session is made.
@MainActor private final class Asked {
  weak var stage: Stage?
}

extension CountersignScreens.Screen {
  /// Whether a button is off only because the screen has not been seen long enough.
  fileprivate var waitsForArming: Bool {
    items.contains { item in
      switch item {
      case .button(let button): !button.enabled && button.armedAt != nil
      case .choices(let choices): choices.options.contains { !$0.enabled && $0.armedAt != nil }
      default: false
      }
    }
  }
}

extension Verification {
  fileprivate init(_ verification: UserVerification) {
    switch verification {
    case .unverified: self = .none
    case .device: self = .screenLock
    case .biometric: self = .biometric
    }
  }
}
