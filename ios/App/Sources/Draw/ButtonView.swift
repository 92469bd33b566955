import CountersignScreens
import SwiftUI

/// Draws a button. Whether it can be tapped is not decided here.
struct ButtonView: View {
  let button: Item.Button
  let act: (CountersignScreens.Action) -> Void

  var body: some View {
    Button {
      act(button.action)
    } label: {
      Text(button.label).frame(maxWidth: .infinity, minHeight: 44)
    }
    .buttonStyle(Look(style: button.style))
    .disabled(!button.enabled)
    .accessibilityLabel(Text(spoken: [button.label]))
  }
}

/// Deny and approve differ in color and in nothing that makes one of them easier to reach.
private struct Look: ButtonStyle {
  let style: Item.Button.Style
  @Environment(\.isEnabled) private var isEnabled

  func makeBody(configuration: Configuration) -> some View {
    configuration.label
      .font(.headline)
      .padding(.horizontal)
      .foregroundStyle(isFilled ? Color(uiColor: .systemBackground) : color)
      .background(isFilled ? color : Color(uiColor: .secondarySystemBackground), in: RoundedRectangle(cornerRadius: 12))
      .opacity(configuration.isPressed || !isEnabled ? 0.5 : 1)
  }

  private var isFilled: Bool {
    switch style {
    case .primary, .deny, .approve: true
    case .plain, .danger: false
    }
  }

  private var color: Color {
    switch style {
    case .primary, .plain: .accentColor
    case .danger, .deny: Color("Deny")
    case .approve: Color("Approve")
    }
  }
}

/// Numbers to pick from.
struct ChoicesView: View {
  let choices: Item.Choices
  let act: (CountersignScreens.Action) -> Void

  var body: some View {
    VStack(alignment: .leading, spacing: 12) {
      Text(choices.label)
      ForEach(choices.options, id: \.action) { ButtonView(button: $0, act: act).monospacedDigit() }
    }
    .accessibilityElement(children: .contain)
  }
}
