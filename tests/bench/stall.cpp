// SPDX-License-Identifier: GPL-3.0-or-later
// How long the window is deaf while it imports a log: the longest time between two turns of its event loop.
//   stall LOG [WIDTHxHEIGHT]
#include "app/application.h"
#include "app/mainwindow.h"
#include <QApplication>
#include <QElapsedTimer>
#include <QStyleFactory>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdio>
#include <vector>

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication program(argc, argv);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const QStringList arguments = QApplication::arguments();
    const QTemporaryDir folder;
    if (arguments.size() < 2 || !folder.isValid()) {
        std::fputs("usage: stall LOG\n", stderr);
        return 2;
    }
    mv::CommandLine line;
    line.database = folder.filePath(QStringLiteral("stall.mailvane")).toStdString();
    mv::Application application(line, std::make_unique<mv::Settings>(folder.filePath(QStringLiteral("settings.ini"))));
    application.openWorkspace(QString::fromStdString(line.database.string()));
    application.window().resize(1600, 1000);
    application.window().show();

    // A turn of the loop at every millisecond; what is late was kept waiting by something else.
    std::vector<double> gaps; // ms
    QElapsedTimer last;
    QTimer heartbeat;
    heartbeat.setTimerType(Qt::PreciseTimer);
    heartbeat.setInterval(1);
    QObject::connect(&heartbeat, &QTimer::timeout, [&] {
        gaps.push_back(static_cast<double>(last.nsecsElapsed()) / 1e6);
        last.start();
    });
    QObject::connect(&application, &mv::Application::imported, &program, &QCoreApplication::quit);
    QTimer::singleShot(1000, &program, [&] { // the first show is not part of it
        last.start();
        heartbeat.start();
        application.openPaths({ arguments[1] }, {});
    });
    QElapsedTimer whole;
    whole.start();
    QApplication::exec();
    if (gaps.empty())
        return 1;
    std::ranges::sort(gaps);
    const auto at = [&](std::size_t permille) { return gaps[(gaps.size() - 1) * permille / 1000]; };
    std::printf("window during an import of %.1f s: %zu turns, p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f "
                "ms (at most 50)\n",
        static_cast<double>(whole.elapsed()) / 1000 - 1, gaps.size(), at(500), at(990), at(999), gaps.back());
    return 0;
}
