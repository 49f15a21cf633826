// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"
#include "app/commandline.h"
#include "app/headless.h"
#include <QApplication>
#include <fmt/format.h>

namespace {

// Reports draw real panels, which need a QApplication, but no screen.
bool needsWidgets(const mv::CommandLine& line)
{
    using Verb = mv::CommandLine::Verb;
    return line.verb == Verb::Window || (line.verb == Verb::Report && (!line.png.empty() || !line.pdf.empty()));
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("mailvane"));
    QCoreApplication::setApplicationVersion(QStringLiteral(MAILVANE_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.mailvane.mailvane"));

    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const auto line = mv::parseCommandLine(arguments);
    if (!line) {
        fmt::print(stderr, "mailvane: {}\n", line.error().what);
        return static_cast<int>(mv::Exit::Usage);
    }
    if (!needsWidgets(*line)) {
        const QCoreApplication application(argc, argv);
        return static_cast<int>(mv::runHeadless(*line));
    }
    if (line->verb != mv::CommandLine::Verb::Window && qEnvironmentVariableIsEmpty("DISPLAY")
        && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    if (line->verb == mv::CommandLine::Verb::Window)
        return mv::runWindow(application, *line);
    return static_cast<int>(mv::runHeadless(*line));
}
