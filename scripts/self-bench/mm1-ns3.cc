// An M/M/1 queue on the event list of ns-3: ./mm1-ns3 JOBS SERVICE_NS INTERARRIVAL_NS SEED
// prints {"seconds": of the simulation alone, "meanNs": response time}
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>

#include "ns3/core-module.h"

using namespace ns3;

namespace {

int64_t g_toCome = 0;
std::deque<int64_t> g_present; // When they arrived; the first one is served.
double g_totalNs = 0;
Ptr<ExponentialRandomVariable> g_service;
Ptr<ExponentialRandomVariable> g_interarrival;

Time
Drawn(const Ptr<ExponentialRandomVariable>& from)
{
    return NanoSeconds(static_cast<int64_t>(from->GetValue() + 0.5));
}

void
Depart()
{
    g_totalNs += static_cast<double>(Simulator::Now().GetNanoSeconds() - g_present.front());
    g_present.pop_front();
    if (!g_present.empty())
    {
        Simulator::Schedule(Drawn(g_service), &Depart);
    }
}

void
Arrive()
{
    g_present.push_back(Simulator::Now().GetNanoSeconds());
    if (g_present.size() == 1)
    {
        Simulator::Schedule(Drawn(g_service), &Depart);
    }
    if (--g_toCome > 0)
    {
        Simulator::Schedule(Drawn(g_interarrival), &Arrive);
    }
}

Ptr<ExponentialRandomVariable>
Exponential(double mean)
{
    auto variable = CreateObject<ExponentialRandomVariable>();
    variable->SetAttribute("Mean", DoubleValue(mean));
    return variable;
}

} // namespace

int
main(int argc, char* argv[])
{
    if (argc != 5)
    {
        return 2;
    }
    const int64_t jobs = std::atoll(argv[1]);
    RngSeedManager::SetSeed(static_cast<uint32_t>(std::atoll(argv[4])));
    g_service = Exponential(std::atof(argv[2]));
    g_interarrival = Exponential(std::atof(argv[3]));
    g_toCome = jobs;
    Simulator::Schedule(Drawn(g_interarrival), &Arrive);
    const auto started = std::chrono::steady_clock::now();
    Simulator::Run();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
    std::printf("{\"seconds\": %.9f, \"meanNs\": %.6f}\n", seconds.count(), g_totalNs / static_cast<double>(jobs));
    Simulator::Destroy();
    return 0;
}
