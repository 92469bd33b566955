import CountersignKit
import CountersignScreens
import SwiftUI
import UIKit

/// Shows what becomes of what another app handed over, and ends when the person is done. It makes no account and asks no server.
final class ShareController: UIViewController {
  override func viewDidLoad() {
    super.viewDidLoad()
    let items = extensionContext?.inputItems.compactMap { $0 as? NSExtensionItem } ?? []
    let parcel = SharedParcel(items.flatMap { $0.attachments ?? [] })
    let model = ShareModel(
      parcel: { await parcel.opened() }, limit: CodeInbox.limit, read: { try await $0.code() },
      leave: { try CodeInbox(appGroup: AppGroup.name).leave($0) })
    let shown = UIHostingController(
      rootView: ShareView(model) { [weak self] in self?.extensionContext?.completeRequest(returningItems: nil) })
    addChild(shown)
    shown.view.frame = view.bounds
    shown.view.autoresizingMask = [.flexibleWidth, .flexibleHeight]
    view.addSubview(shown.view)
    shown.didMove(toParent: self)
  }
}

/// The screen of the model.
private struct ShareView: View {
  @State private var screen: CountersignScreens.Screen
  private let model: ShareModel
  private let end: @MainActor () -> Void

  init(_ model: ShareModel, end: @escaping @MainActor () -> Void) {
    self.model = model
    self.end = end
    _screen = State(initialValue: model.screen)
  }

  var body: some View {
    ScreenView(screen: screen) { action in
      Task { if case .home = await model.act(action) { end() } }
    }
    .task {
      model.changed = { screen = model.screen }
      _ = await model.load()
    }
    .onChange(of: screen.announce) { said in
      if let said { UIAccessibility.post(notification: .announcement, argument: said.spoken(in: PhoneWording())) }
    }
  }
}
